import { compareText } from './compare-text.ts';
import type { Position, Problem, Related, Severity } from './model/problems.ts';

/** Every code that a problem, warning or note can carry, with one sentence that explains it. Codes are stable. */
const codes = {
  // asking
  'name-unknown': 'A command is to look at a service, a cluster or an environment that there is not.',
  'path-unknown': 'A command is to look at a path of values that no service and no chart has.',

  // comparing
  'base-unknown': 'A change is to be compared with a commit that Git does not know.',
  'base-shallow': 'A shallow clone does not have what a change is to be compared with.',
  'base-unrelated': 'A change is to be compared with a commit that has no history in common with it.',
  'base-submodule': 'A submodule of the commit that a change is compared with was not looked at.',
  'base-not-ours': 'The commit that a change is compared with has no espalier.yaml: everything is new.',
  'exception-expired': 'An exception for a danger holds no more.',
  'exception-unused': 'An exception is for a danger that a change does not have.',

  // reading
  'yaml-syntax': 'The file is not well-formed YAML.',
  'merge-conflict': 'A merge left a file with both sides in it.',
  'yaml-duplicate-key': 'A map has the same key twice.',
  'yaml-tab': 'A tab stands where YAML wants spaces.',
  'yaml-several-documents': 'A file holds more than one YAML document.',
  'yaml-empty': 'A file that must say something is empty.',
  'yaml-alias-bomb': 'Aliases would expand to an unreasonable size.',
  'yaml-ambiguous-scalar': 'A plain scalar means one thing to YAML 1.2 and another to Helm and Kubernetes.',
  'yaml-unsafe-number': 'A number cannot travel unchanged: too large, infinite, or not a number.',
  'yaml-lossy-number': 'A number loses its spelling on the way (1.10 becomes 1.1).',
  'yaml-tag': 'An explicit tag that Helm and Kubernetes do not share.',
  'yaml-null-key': 'A map has a key that is null.',
  'yaml-key': 'A map key is not a string.',
  'yaml-merge-order': 'A merge key (<<) replaces a key that stands above it.',
  'yaml-lone-surrogate': 'A string holds half of a surrogate pair.',
  'yaml-too-large': 'A file is larger, or deeper, than any input needs to be.',
  'not-utf-8': 'A file is not UTF-8.',
  'file-outside-repository': 'A path or a symbolic link leaves the repository.',
  'file-not-read': 'A YAML file lies where Espalier does not read it, or is of a kind that it does not follow.',
  'file-missing': 'A file that is needed does not exist.',
  'repository-path-wrong': 'espalier.yaml lies elsewhere in its Git repository than it says.',
  'folder-not-empty': 'A new repository was to be made in a folder that holds something already.',
  'name-case-conflict': 'Two names differ only in case.',
  'name-invalid': 'A name is not a DNS label.',
  'unknown-key': 'A key that this file does not have.',
  'missing-key': 'A key that must be there is not.',
  'wrong-type': 'A value has another type than its field.',
  'invalid-value': 'A value that its field does not allow.',
  'environment-file-and-folder': 'An environment is both a file and a folder.',
  'service-declared-twice': 'Two files of an environment declare one service.',

  // resolving
  'environment-unknown': 'A cluster or an environment names an environment that does not exist.',
  'environment-cycle': 'Environments extend each other in a circle.',
  'environment-unused': 'No cluster uses an environment.',
  'service-incomplete': 'A service lacks a chart or a namespace after all layers are merged.',
  'service-nothing-to-remove': 'A layer takes out a service that no lower layer has.',
  'variable-unknown': 'A reference to a variable that is not defined.',
  'variable-in-key': 'A reference to a variable stands in a key.',
  'variable-not-scalar': 'A reference inside a text names something that is not a scalar.',
  'release-name-conflict': 'Two releases of one cluster have the same Helm release name in one namespace.',
  'object-name-conflict': 'Two releases would make objects of one name.',
  'name-too-long': 'A name is longer than Helm or the controller allows.',
  'external-is-ours': 'A cluster lists as external what this repository runs there itself.',
  'depends-on-unknown': 'A service depends on one that its cluster neither has nor lists as external.',
  'depends-on-itself': 'A service depends on itself.',
  'depends-on-cycle': 'Services depend on each other in a circle.',
  'list-strategy-conflict': 'Two layers declare different strategies for one list.',
  'list-strategy-unused': 'A list strategy points to something that is not a list.',
  'list-key-twice': 'A list that is merged by a key has two items with the same key.',
  'list-key-missing': 'An item of a list that is merged by a key does not have it.',
  'list-replaces-default': 'A list replaces one of the chart that is not empty.',
  'null-then-map': 'A map over a null brings the chart defaults back.',
  'null-for-sub-chart': 'A null cannot switch a sub-chart off.',
  'null-under-global': 'A null under global removes the key for the parent chart only.',
  'null-in-chart-for-sub-chart': 'The chart sets a null for a sub-chart, which Helm versions treat differently.',
  'namespace-unused': 'Something is set for a namespace that no service uses.',
  'namespace-labels-lost': 'Labels are given for a namespace that the cluster does not get from here.',
  'flux-cannot-clone': 'Flux could never read this repository from the URL that is given.',
  'repository-declared-twice': 'A file declares one chart repository under two spellings of its URL.',
  'repository-unused': 'Something is set for a chart repository that no chart comes from.',
  'repository-field-unsupported': 'Something is set for a chart repository that the controller cannot do there.',
  'chart-mirror-differs': 'A mirror does not have the same chart as the repository that it stands for.',
  'field-decided-elsewhere': 'An escape hatch sets a field that another input decides.',
  'hatch-unused': 'An escape hatch is for an object that the service does not get.',
  'hatches-disagree': 'Services that share an object patch it differently.',
  'values-from-on-argocd': 'A service takes values from objects of the cluster, which Argo CD cannot do.',
  'values-from-interleaved': 'An entry of valuesFrom without targetPath comes after one that has it.',
  'kubernetes-version-unknown': 'A cluster has a Kubernetes version of which it is not known what it serves.',
  'values-too-large': 'The values are larger than the controller can carry.',

  // charts
  'chart-not-locked': 'A chart is not in charts.lock.yaml.',
  'chart-lock-stale': 'charts.lock.yaml no longer says what the inputs or the chart folder say.',
  'chart-lock-unused': 'charts.lock.yaml has an entry that nothing asks for.',
  'chart-republished': 'A chart version that is already locked now has another digest.',
  'chart-changed-without-version': 'A chart folder changed under a version that is already locked.',
  'chart-outside-repository': 'The path of a chart leaves the repository.',
  'chart-invalid': 'A chart folder or archive is not a chart that Helm would take.',
  'chart-dependency-not-vendored': 'A dependency of a chart folder is not in the repository.',
  'chart-version-unknown': 'The repository has no version that matches.',
  'chart-unreachable': 'A chart reference cannot be resolved from what is at hand.',
  'repository-unreachable': 'A chart repository cannot be reached, or does not answer as one should.',
  'repository-unauthorized': 'A chart repository wants credentials, or other ones.',
  'certificate-untrusted': 'A chart repository shows a certificate that is not trusted.',
  'redirect-refused': 'A chart repository leads to a place from which nothing is taken.',
  'response-too-large': 'A chart repository sends more than is taken.',
  'digest-mismatch': 'A chart repository, or vendor/, has something else than its digest says.',
  'digest-invalid': 'A digest is not sha256 and 64 hexadecimal digits.',
  'git-lfs-pointer': 'A file in the repository is a pointer of Git LFS, without the content.',
  'vendor-missing': 'The archive of a locked chart is not in vendor/.',
  'vendor-unused': 'vendor/ has an archive of no locked chart.',
  'vendor-foreign': 'Something that is no archive of a chart lies in vendor/.',
  'contract-missing': 'A locked chart has no contract.',
  'contract-stale': 'A contract was made from another digest than the locked one.',
  'contract-unused': 'A contract belongs to no locked chart.',
  'local-chart-mismatch': 'A local chart that stands in for a locked one is another one.',
  'contract-invalid': 'A contract is not one that this version can read.',

  'definition-invalid': 'A file of schemas/crds/ defines no custom resource.',

  // validating
  'value-wrong-type': 'A value has another type than the chart gives it.',
  'value-misspelt': 'A key that the chart does not have, next to one that it has.',
  'value-unknown': 'A key that the chart does not have.',
  'value-unread': 'A key that the chart has, but that none of its templates reads.',
  'credential-literal': 'What reads like a credential stands in the repository, for everybody to read.',
  'manifest-invalid': 'A manifest does not match the schema of its kind.',
  'manifest-without-schema': 'A manifest has a kind for which there is no schema.',

  // rendering
  'chart-kube-version': "A chart does not take the cluster's version of Kubernetes.",
  'values-refused': "A chart's own schema refuses a value.",
  'template-failed': 'A template of a chart fails with the values that it gets.',
  'rendered-not-yaml': 'What a template gives is no YAML.',
  'schema-elsewhere': "A chart's own schema refers to another on the Web, so that values are not held against it.",
  'helm-3-differs': 'A cluster has Helm 3, which makes something else of a chart and its values than Helm 4.',
  'render-stopped': 'A chart takes more time or memory than it may have.',

  'chart-not-deterministic':
    'A chart makes something else each time it is rendered, and its objects were to be written.',
  'hook-order-lost': 'A chart has hooks, and its objects are applied by a controller that knows none.',
  'secret-rendered': 'A Secret with its data would be written into the repository.',
  'namespace-undecided': 'Nobody here knows whether a kind lives in namespaces, and its objects were to be written.',
  'values-from-rendered': 'A service that is rendered here takes values from objects of the cluster.',

  // what a cluster would get
  'object-invalid': 'What a chart makes would be refused by the API server.',
  'object-without-schema': 'A chart makes a kind for which there is no schema.',
  'api-not-served': "A chart makes a version of a kind that the cluster's Kubernetes does not serve.",
  'api-deprecated': 'A chart makes a version of a kind that Kubernetes is about to drop.',
  'pod-security-violated': 'A chart makes pods that their namespace does not admit.',
  'project-forbids': 'A chart makes what the AppProject of its release does not allow.',
  'object-twice': 'Two templates or releases make one object.',
  'selector-unmatched': 'A selector selects nothing of what the cluster gets.',
  'target-missing': 'An object names a Service, a port or a workload that the cluster does not get.',
  'reference-missing': 'A pod needs an object that nothing here makes.',
  'reference-key-missing': 'A pod needs a key that a ConfigMap or Secret of ours does not have.',
  'claim-shared': 'Several pods share a volume that one node can have.',
  'disruption-blocked': 'A PodDisruptionBudget lets no pod go.',
  'quantity-unlikely': 'An amount is hardly what somebody meant.',
  'image-invalid': 'A container has an image reference that no registry understands.',
  'limit-under-request': 'A container may use less of something than it asks for.',

  // writing
  'file-edited': 'A generated file was edited by hand.',
  'file-not-ours': 'A file without our header stands where one is to be written.',
  'file-read-only': 'A generated file that would have to change is read-only.',
  'foreign-file': 'A file that Espalier did not write lies in a folder that a controller applies.',
  'out-stale': 'out/ is not what the inputs give.',
  'cluster-emptied': 'Every release of a cluster would vanish.',
} as const;

export type ProblemCode = keyof typeof codes;

export const problemCodes: Readonly<Record<ProblemCode, string>> = codes;

/** What to do about an object that a chart makes. */
export const mendObject = 'Mend the value that makes it, or tell those who make the chart.';

interface Details {
  readonly at?: Position | undefined;
  readonly file?: string | undefined;
  readonly path?: string | undefined;
  readonly fix?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

const make = (severity: Severity, code: ProblemCode, message: string, details: Details): Problem => ({
  code,
  severity,
  message,
  ...(details.fix === undefined ? {} : { fix: details.fix }),
  ...(details.at === undefined ? {} : { at: details.at }),
  ...(details.file === undefined ? {} : { file: details.file }),
  ...(details.path === undefined ? {} : { path: details.path }),
  ...(details.related === undefined ? {} : { related: details.related }),
});

export const problem = (code: ProblemCode, message: string, details: Details): Problem =>
  make('problem', code, message, details);

export const warning = (code: ProblemCode, message: string, details: Details): Problem =>
  make('warning', code, message, details);

export const note = (code: ProblemCode, message: string, details: Details): Problem =>
  make('note', code, message, details);

/** The gravest first. */
export const severityRank: Readonly<Record<Severity, number>> = { problem: 0, warning: 1, note: 2 };

/** Gravest first, then by place, then by code: the same list whatever order the stages found it in. */
export const compareProblems = (a: Problem, b: Problem): number =>
  severityRank[a.severity] - severityRank[b.severity] ||
  compareText(a.at?.file ?? a.file ?? '', b.at?.file ?? b.file ?? '') ||
  (a.at?.line ?? 0) - (b.at?.line ?? 0) ||
  (a.at?.column ?? 0) - (b.at?.column ?? 0) ||
  compareText(a.code, b.code) ||
  compareText(a.message, b.message);

/** Whether nothing may be written because of it. */
export const isGrave = ({ severity }: Problem): boolean => severity === 'problem';

/** Each once, in a new array: what an environment has is told once, however many clusters have it. */
export const uniqueProblems = (problems: readonly Problem[]): Problem[] => [
  ...new Map(problems.map((found) => [JSON.stringify(found), found])).values(),
];
