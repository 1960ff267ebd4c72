import { groupedBy } from '../../grouped.ts';
import type { Danger } from '../../model/comparison.ts';
import type { Severity } from '../../model/problems.ts';

/** Dangers that one thing mends. */
export interface DangerGroup {
  readonly first: Danger;
  readonly members: readonly Danger[];
  /** Each once. */
  readonly messages: readonly string[];
  readonly subjects: Danger['subjects'];
}

/** What differs in nothing but whom it hits, or in a word, is one thing to whoever mends it. In the order given. */
export const dangerGroups = (dangers: readonly Danger[]): readonly DangerGroup[] =>
  [
    ...groupedBy(dangers, ({ code, severity, fix, causes, exception }) =>
      JSON.stringify([severity, code, fix, causes, exception]),
    ).values(),
  ].map((alike) => ({
    first: alike[0],
    members: alike,
    messages: [...new Set(alike.map(({ message }) => message))],
    subjects: alike.flatMap(({ subjects }) => subjects),
  }));

export const gravest: readonly Severity[] = ['problem', 'warning', 'note'];
