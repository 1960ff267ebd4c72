import type { DangerCode, dangerKinds } from '../../generator/model/danger-codes.ts';
import { code, prose, table } from './markdown.ts';

type Kinds = Readonly<Record<keyof typeof dangerKinds, { readonly severity: string; readonly meaning: string }>>;

/** Every code of a danger, with how grave it is and what it means. */
export const dangersPage = (kinds: Kinds): string => {
  const all = Object.entries(kinds);
  const rows = all.map(([kind, { severity }]) => [`[${code(kind)}](#${kind})`, severity]);
  const sections = all.map(([kind, { meaning }]) => `### ${code(kind)}\n\n${prose(meaning)}.`);
  const proved = Object.entries(proofs).map(([kind, [what, by]]) => [`[${code(kind)}](#${kind})`, prose(what), by]);
  const proof = [proofIntro, table(['code', 'what happens', 'proved by'], proved)];
  return `${[intro, table(['code', 'severity'], rows), settings, ...proof, '## Codes', ...sections].join('\n\n')}\n`;
};

const proofIntro = `## What is proved

[\`npm run e2e\`](../../CONTRIBUTING.md) does what these speak of: to a real API server with its controllers (\`dangers\`), and by Argo CD and Flux from a commit on
(\`losses\`, \`rendered\`, \`removal\`). Each has a neighbour that differs in one thing, and of which nothing is lost.`;

const dangersCase = '[dangers](../../test/e2e/cases/dangers.ts)';
const lossesCase = '[losses](../../test/e2e/cases/losses.ts)';
const removalCase = '[removal](../../test/e2e/cases/removal.ts)';
const renderedCase = '[rendered](../../test/e2e/cases/rendered.ts)';

/** By code: what happens, in the cluster and to its neighbour, and where that is held. */
const proofs: Partial<Record<DangerCode, readonly [what: string, by: string]>> = {
  'field-immutable': [
    'Every kind and field of [these changes](../../test/e2e/dangers) is refused; with a default filled in, an amount in another unit, or another field, it is taken',
    dangersCase,
  ],
  'volume-shrinks': ['A bound claim that asks for less is refused, one that asks for more is taken', dangersCase],
  'claim-removed': [
    'A claim that a chart makes no more, and one whose service goes, is deleted, by both. `helm.sh/resource-policy: keep` holds it on Flux; on Argo CD only where the service goes, and `Prune=false` only where the chart makes it no more',
    `${lossesCase}, ${renderedCase}`,
  ],
  'claims-deleted': [
    'A StatefulSet with `whenScaled: Delete` and `whenDeleted: Delete` takes the claim of the pod that goes, and then all others',
    dangersCase,
  ],
  'claims-left': [
    'The same StatefulSet with `Retain` leaves all its claims, when it shrinks and when it goes',
    dangersCase,
  ],
  'definition-removed': [
    'With a definition go all objects of its kind, and they do not come back with it. Flux deletes one of a template, also when it goes on to `crds/` and comes back from there, empty, and none of `crds/`; Argo CD deletes none',
    `${dangersCase}, ${lossesCase}, ${removalCase}`,
  ],
  'definition-version-dropped': [
    'A version in which objects are stored cannot be taken out; one in which none was ever stored can, and one that is no longer served',
    dangersCase,
  ],
  'namespace-removed': [
    'A namespace takes a claim in it along. One that a chart made is deleted by both when the chart makes it no more, and the namespace of a service stays',
    `${dangersCase}, ${lossesCase}`,
  ],
  'quorum-lost': [
    'With as many pods as a PodDisruptionBudget asks for none can be evicted, with one more it can. That a ring or an election fails is what its makers say',
    dangersCase,
  ],
  'restart-at-once': [
    'With `Recreate` none of two pods runs at some time, with a rolling update both always do',
    dangersCase,
  ],
  'release-removed': ['What a service made goes with it, on both, save what is kept', `${removalCase}, ${lossesCase}`],
  'release-recreated': [
    'A service that moves to another namespace is installed there, and its Deployment in the old one goes, on both, whatever `onRemove` says; that of a service beside it stays',
    lossesCase,
  ],
  'keep-too-late': [
    'A renamed service whose `onRemove: keep` comes in the same commit loses what it made under the old name; where `keep` came before, that stays',
    lossesCase,
  ],
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
