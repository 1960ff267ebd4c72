import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { Json, Tree } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { problem } from '../problem.ts';
import { hasTarget } from '../values-from.ts';
import { serialiseTree } from './serialise.ts';

/** How a release's values travel. `bytes` is what they take up in the JSON of the object that carries them. */
export type SentValues =
  | { readonly kind: 'none'; readonly bytes: 0 }
  | { readonly kind: 'object'; readonly json: Json; readonly bytes: number }
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number };

/**
 * What an object would lose or could not carry is sent as text. So is what something lies over: Flux merges inline values last
 * of all.
 */
export const sentValues = ({ values, valuesFrom }: Release): SentValues => {
  if (values.entries.size === 0) return { kind: 'none', bytes: 0 };
  const json = holdsNull(values) || valuesFrom.some(hasTarget) ? undefined : plainJson(values);
  const printed = json === undefined ? '' : JSON.stringify(json);
  // Asked of all texts and keys at once: a tree has thousands.
  if (json !== undefined && !rawInJson.test(printed)) return { kind: 'object', json, bytes: bytesOfJson(printed) };
  const text = serialiseTree(values);
  return { kind: 'text', text, bytes: bytesOfJson(JSON.stringify(text)) };
};

/** As Go writes it, which API servers store: `<`, `>`, `&` and two separators of Unicode as six characters each. */
const bytesOfJson = (text: string): number =>
  Buffer.byteLength(/[<>&\u2028\u2029]/.test(text) ? text.replaceAll(/[<>&\u2028\u2029]/g, '\\u0000') : text);

export const kibibyte = 1024;
export const mebibyte: number = 1024 * kibibyte;

/** `bytes` and `limit` in bytes. */
export const checkSize = (release: Release, bytes: number, limit: number, carrier: string): readonly Problem[] => {
  if (bytes <= limit) return [];
  const size = Math.ceil(bytes / kibibyte);
  return [
    problem(
      'values-too-large',
      `The values of \`${release.service}\` on ${release.cluster.name} take ${size} KiB; ${carrier} carries ${limit / kibibyte}.`,
      { at: release.values.at, fix: 'Move large texts, such as dashboards, into a chart of this repository.' },
    ),
  ];
};

/**
 * A null is dropped from an object by merge patches and by Kustomize. Control characters above ASCII's own stand in JSON as they are,
 * which an API server reads as YAML in a server-side apply: it refuses them, and takes U+0085 for a line end.
 */
const rawInJson = /[\u007f-\u009f\ufeff\ufffe\uffff]/;

const holdsNull = (tree: Tree): boolean => {
  if (tree.kind === 'scalar') return tree.value === null;
  if (tree.kind === 'list') return tree.items.some(holdsNull);
  for (const { value } of tree.entries.values()) if (holdsNull(value)) return true;
  return false;
};
