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
  if (needsText(values) || valuesFrom.some(hasTarget)) {
    const text = serialiseTree(values);
    return { kind: 'text', text, bytes: bytesInJson(text) };
  }
  const json = plainJson(values);
  return { kind: 'object', json, bytes: bytesInJson(json) };
};

/** As Go writes it, which API servers store: `<`, `>`, `&` and two separators of Unicode as six characters each. */
const bytesInJson = (value: Json): number => {
  const text = JSON.stringify(value);
  return Buffer.byteLength(/[<>&\u2028\u2029]/.test(text) ? text.replaceAll(/[<>&\u2028\u2029]/g, '\\u0000') : text);
};

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
const needsText = (tree: Tree): boolean => {
  if (tree.kind === 'scalar')
    return tree.value === null || (typeof tree.value === 'string' && rawInJson.test(tree.value));
  if (tree.kind === 'list') return tree.items.some(needsText);
  for (const [key, entry] of tree.entries) if (rawInJson.test(key) || needsText(entry.value)) return true;
  return false;
};

const rawInJson = /[\u007f-\u009f\ufeff\ufffe\uffff]/;
