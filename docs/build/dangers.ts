import type { dangerKinds } from '../../generator/model/danger-codes.ts';
import { code, prose, table } from './markdown.ts';

type Kinds = Readonly<Record<keyof typeof dangerKinds, { readonly severity: string; readonly meaning: string }>>;

/** Every code of a danger, with how grave it is and what it means. */
export const dangersPage = (kinds: Kinds): string => {
  const all = Object.entries(kinds);
  const rows = all.map(([kind, { severity }]) => [`[${code(kind)}](#${kind})`, severity]);
  const sections = all.map(([kind, { meaning }]) => `### ${code(kind)}\n\n${prose(meaning)}.`);
  return `${[intro, table(['code', 'severity'], rows), settings, '## Codes', ...sections].join('\n\n')}\n`;
};

const intro = `<!-- Made from generator/model/danger-codes.ts by \`npm run docs\`. -->
# Dangers

What a change may do to a cluster when it is merged, as \`diff\` tells it. Each says what will happen and what to do. A *problem* is a
refusal, a loss or a hole, a *warning* is to be known before the merge, a *note* only informs; a finding can be weaker than its code,
such as rights without bounds that count in one namespace alone. Codes are stable, the words around them are not.`;

const settings = `## Settings

[espalier.yaml](inputs.md#espalieryaml) says what a repository thinks of them:

\`\`\`yaml
# espalier.yaml
repository:
  url: https://github.com/example/platform.git
dangers:
  severities:
    image-floating: problem
    chart-major: ignore
  exceptions:
    - code: claims-left
      cluster: production-*
      service: mimir-distributed
      object: StatefulSet/mimir-*
      reason: The volumes are removed by hand, OPS-1234
      expires: 2026-12-31
  removedShare: 0.5
  budgets:
    - { cluster: production-*, service: mimir-distributed, cpu: 20, memory: 64Gi, storage: 1Ti, pods: 100 }
  prices: prices.yaml
\`\`\`

- **\`severities\`**: how grave a code is here. What is found weaker than its code stays so, and \`ignore\` leaves all of it out.
- **\`exceptions\`**: what is accepted, with a reason and the last day on which it is. It is told as a note then. What is absent matches
  everything, and a \`*\` any text. One that has expired is the problem [\`exception-expired\`](problems.md#exception-expired), whatever changes;
  one that accepts nothing of a change is the note [\`exception-unused\`](problems.md#exception-unused).
- **\`removedShare\`**: from which share of a release's or a cluster's objects on their removal is \`many-removed\`.
- **\`budgets\`**: what each release that matches may ask for. Going beyond one, or further beyond it, is \`over-budget\`.
- **\`prices\`**: a file with the price of a core, a GiB of memory and a GiB of storage, each a month.

Budgets and prices count what objects ask for while nothing out of the ordinary happens: the pods of Deployments, StatefulSets and Jobs times
their replicas (where a HorizontalPodAutoscaler decides, the fewest that it goes down to), a DaemonSet as one pod, claims, and the claims of each
replica. A pod asks for what the scheduler reckons: its containers and sidecars together, or what its start takes if that is more. CronJobs,
hooks, and pods that an operator makes of custom resources do not count.`;
