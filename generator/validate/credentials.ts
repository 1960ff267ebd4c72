import { credentialKey } from '../credential-names.ts';
import type { Position, Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { MapTree, ScalarTree, Tree } from '../model/values.ts';
import { warning } from '../problem.ts';

/**
 * Literals in a release's values and escape hatches that read like credentials. A warning must be right nearly always to be
 * read at all: what names a Secret, a key, a file or a place to take the credential from is none.
 */
export const credentialLiterals = (release: Release): readonly Problem[] =>
  [release.merged, ...Object.values(release.patches).flat()].flatMap(literalsIn);

/** Releases share the trees of their common layers. */
const known = new WeakMap<Tree, readonly Problem[]>();

const literalsIn = (tree: Tree): readonly Problem[] => {
  if (tree.kind === 'scalar') return inText(tree);
  const earlier = known.get(tree);
  if (earlier !== undefined) return earlier;
  const found = tree.kind === 'list' ? tree.items.flatMap(literalsIn) : inMap(tree);
  known.set(tree, found);
  return found;
};

const inMap = (map: MapTree): readonly Problem[] => {
  const variable = textAt(map, 'name');
  return [...map.entries].flatMap(([key, { value }]) => {
    // An environment variable: `{ name: DB_PASSWORD, value: … }`.
    const name = key === 'value' && variable !== undefined ? variable : key;
    const own = literalsUnder(name, value);
    return own.length > 0 ? own : literalsIn(value);
  });
};

const textAt = (map: MapTree, key: string): string | undefined => {
  const value = map.entries.get(key)?.value;
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
};

const literalsUnder = (name: string, tree: Tree): readonly Problem[] => {
  if (!isCredential.test(name) || /existing/i.test(name)) return [];
  const scalars = tree.kind === 'list' ? tree.items : [tree];
  return scalars.flatMap((scalar) =>
    scalar.kind === 'scalar' && isLiteral(name, scalar) ? [told(`\`${name}\` reads like a credential`, scalar.at)] : [],
  );
};

const isCredential = new RegExp(`${credentialKey}$`, 'i');
const isPassword = /(?:passw(?:or)?d|pwd|passphrase)s?$/i;

const isLiteral = (name: string, { value }: ScalarTree): boolean => {
  if (typeof value === 'number') return isPassword.test(name);
  if (typeof value !== 'string') return false;
  return value.trim() !== '' && !isReference(value) && !isName(name, value);
};

/** What takes a credential from elsewhere: variables of shells and Grafana, stores of secrets, encryption, paths. */
const references: readonly RegExp[] = [
  /^\$\{[^}]*\}$/,
  /^\$\([A-Za-z_]\w*\)$/,
  /^\$[A-Z_][A-Z0-9_]*$/,
  /^\$__\w+\{/,
  /^<[^>]*>$/,
  /^%\(?\w+\)?[s%]$/,
  /^ENC\[/,
  /^(?:ref\+|[a-z][a-z0-9+.-]*:(?:\/\/)?secrets?\b|vault:|op:\/\/|arn:|secretref:|aws(?:sm|ssm|secrets?):|gcpsm:|azurekv:)/i,
  /^\/(?:etc|var|run|mnt|opt|home|usr|tmp|secrets?|app|root)\//,
  /^(?:true|false|yes|no|none|null|default|auto|enabled|disabled)$/i,
  /^\**$/,
];

const isReference = (value: string): boolean => {
  const text = value.trim();
  return isTemplate(text) || references.some((reference) => reference.test(text));
};

const isTemplate = (text: string): boolean => {
  const start = text.indexOf('{{');
  return start >= 0 && text.lastIndexOf('}}') > start + 1;
};

/** Under these, the name of a Secret is as likely as a secret, or that of a key in it, or a public key. */
const mayNameSecret = /(?:secrets?|credentials?)$/i;
const surelySecret = /(?:client|app|application|shared|cookie|session|webhook|jwt|hmac|oauth|consumer)[._-]?secrets?$/i;
const mayNameKey = /keys?$/i;

const isName = (name: string, value: string): boolean => {
  if (mayNameSecret.test(name) && !surelySecret.test(name)) return /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(value);
  if (!mayNameKey.test(name)) return false;
  return /^(?:ssh-|ecdsa-|-----BEGIN PUBLIC)/.test(value) || /^[A-Za-z]+(?:[-._ /][A-Za-z]+)*$/.test(value);
};

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** A user with a password; what stands for one is none. The scheme is bounded, lest a long text take forever. */
const userInfo = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/:@"'<>{}$]*:(?![$<{*%])[^\s/@"'<>]+@[^\s/@]/i;

const inText = ({ value, at }: ScalarTree): readonly Problem[] => {
  if (typeof value !== 'string') return [];
  if (privateKey.test(value)) return [told('This is a private key', at)];
  return userInfo.test(value) ? [told('This URL holds a password', at)] : [];
};

const told = (what: string, at: Position): Problem =>
  warning('credential-literal', `${what}, and stands here for whoever may read the repository or the cluster.`, {
    at,
    fix: 'Replace it, since it is known now, and let the chart take it from a Secret that is there; on Flux, `valuesFrom` can.',
  });
