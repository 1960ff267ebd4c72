import type { RenderedObject, Rendering } from 'helm-wasm';
import type { Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import { joinPointer } from '../pointer.ts';
import { problem } from '../problem.ts';
import { identity } from './identity.ts';

/** Worlds that differ in all that a template can see of chance: what is the same in all depends on the inputs, as far as can be told. */
export const chances: readonly { readonly seed: number; readonly now: Date }[] = [
  { seed: 1, now: new Date('2001-02-03T04:05:06Z') },
  { seed: 2, now: new Date('2041-11-30T23:59:58Z') },
  { seed: 0x5eed, now: new Date('2026-06-15T12:00:00Z') },
];

/** Where two renderings of one release differ, each object once. */
export const differences = (release: Release, first: Rendering, second: Rendering): readonly Problem[] => {
  const others = new Map(all(second).map((one) => [placed(one), one]));
  const here = new Set(all(first).map(placed));
  const changed = all(first).flatMap((one) => {
    const other = others.get(placed(one));
    const path = other === undefined ? '' : firstDifference(one.object, other.object, '');
    return path === undefined ? [] : [differs(release, one, path)];
  });
  const added = all(second).filter((one) => !here.has(placed(one)));
  return [...changed, ...added.map((one) => differs(release, one, ''))];
};

const all = ({ crds, objects, hooks }: Rendering): readonly RenderedObject[] => [...crds, ...objects, ...hooks];

const placed = ({ template, object }: RenderedObject): string => `${template} ${identity(object)}`;

/** A pointer to the first place where two differ. */
const firstDifference = (one: unknown, other: unknown, path: string): string | undefined => {
  if (one === other) return undefined;
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return path;
  if (Array.isArray(one) !== Array.isArray(other)) return path;
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const [a, b] = [one, other].map((value) => (value as { readonly [key: string]: unknown })[key]);
    const found = firstDifference(a, b, joinPointer(path, key));
    if (found !== undefined) return found;
  }
  return undefined;
};

const differs = (release: Release, { template, object }: RenderedObject, path: string): Problem => {
  const { name } = (object.metadata ?? {}) as { readonly name?: unknown };
  const what = `${String(object.kind)} ${String(name)} of \`${release.service}\` on ${release.cluster.name}`;
  const where = path === '' ? 'is another one' : `has another ${path}`;
  return problem('chart-not-deterministic', `${what} ${where} each time it is rendered (${template}).`, {
    at: release.at,
    path,
    fix: 'Give the value that the chart makes up by itself, or take `delivery: helm`.',
  });
};
