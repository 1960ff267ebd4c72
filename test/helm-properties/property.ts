import { type Counts, count } from './features.ts';
import { reduce } from './reduce.ts';

/** Something that must hold for every case that can be generated. */
export interface Property<Case> {
  readonly generate: () => Case;
  /** One verdict for each case. */
  readonly check: (cases: readonly Case[]) => readonly Verdict[];
  readonly smaller: (from: Case) => readonly Case[];
  readonly print: (failing: Case) => string;
  /** Each must occur in at least this share of the cases. */
  readonly features: readonly string[];
  readonly share: number;
}

export interface Verdict {
  /** What is wrong. */
  readonly failure: string | undefined;
  readonly features: ReadonlySet<string>;
}

/** As many as the other side of a pipe is given at once. */
const batch = 500;

/** Throws at the first case for which the property doesn't hold, with the smallest like it. */
export const hold = <Case>(property: Property<Case>, cases: number): Counts => {
  const features: ReadonlySet<string>[] = [];
  while (features.length < cases) {
    const generated = Array.from({ length: Math.min(batch, cases - features.length) }, property.generate);
    const verdicts = property.check(generated);
    const failing = generated[verdicts.findIndex(({ failure }) => failure !== undefined)];
    if (failing !== undefined) throw new Error(explain(property, failing));
    features.push(...verdicts.map((verdict) => verdict.features));
  }
  return count(features, property.features, property.share);
};

const explain = <Case>({ check, smaller, print }: Property<Case>, failing: Case): string => {
  const smallest = reduce(failing, smaller, (cases) => check(cases).map(({ failure }) => failure !== undefined));
  return `${print(smallest)}\n${check([smallest])[0]?.failure}`;
};
