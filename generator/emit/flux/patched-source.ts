import { isDeepStrictEqual } from 'node:util';
import type { Manifest } from '../../model/outputs.ts';
import type { Outcome, Problem } from '../../model/problems.ts';
import type { Release } from '../../model/releases.ts';
import { problem } from '../../problem.ts';
import { patched } from '../patch.ts';

/** A source under the escape hatches of the releases that share it, which must come to the same. */
export const patchedSource = (made: Manifest, releases: readonly Release[]): Outcome<Manifest> => {
  const [first, ...others] = releases;
  const value = patched(made, first?.patches.source);
  const problems = others.flatMap((other): readonly Problem[] => {
    const last = other.patches.source?.at(-1) ?? first?.patches.source?.at(-1);
    if (first === undefined || last === undefined || other.patches.source === first.patches.source) return [];
    if (isDeepStrictEqual(patched(made, other.patches.source).object, value.object)) return [];
    const { kind, metadata } = made.object;
    return [
      problem(
        'hatches-disagree',
        `Services \`${first.service}\` and \`${other.service}\` share the ${kind} ${metadata?.name}, and patch it differently.`,
        { at: last.at, fix: 'Give both the same `flux.source`, or say it for the whole cluster.' },
      ),
    ];
  });
  return { value, problems };
};
