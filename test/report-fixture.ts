import type { FileChange, RunResult } from '../generator/model/outputs.ts';
import type { Position, Problem } from '../generator/model/problems.ts';
import { note, problem, warning } from '../generator/problem.ts';

export const texts: ReadonlyMap<string, string> = new Map([
  [
    'environments/production.yaml',
    [
      '# yaml-language-server: $schema=../schemas/environment.schema.json',
      'services:',
      '  mimir-distributed:',
      '    values:',
      '      ingester:',
      '        replicas: "six"',
      '        replica: 3',
      '\t\tmemory: 1Gi',
      '      名前: { 値: "on" } # 👩‍🚀 e\u0301',
      `      long: "${'abcdefghij '.repeat(40)}\${cluster.variables.regoin}${' klmnopqrst'.repeat(40)}"`,
      '      title: "\u001b[31mred\u001b[0m \u202edesrever \u0007"\r',
      '      adminPassword: hunter2',
      '      end:',
    ].join('\n'),
  ],
  ['environments/base.yaml', 'services:\n  mimir-distributed: {}\n'],
]);

const at = (line: number, column: number, file = 'environments/production.yaml'): Position => ({ file, line, column });

export const result = (changes: Partial<RunResult>): RunResult => ({
  command: 'generate',
  problems: [],
  changes: [],
  applied: true,
  unchanged: 10,
  clusters: [
    { name: 'production-eu', controller: 'argocd', environment: 'production', releases: 2 },
    { name: 'production-us', controller: 'flux', environment: 'production', releases: 2 },
  ],
  notRendered: ['mimir-distributed 5.8.0', 'mimir-integration 0.1.0'],
  external: ['kube-prometheus-stack'],
  milliseconds: 1234,
  ...changes,
});

const shapes: readonly Problem[] = [
  problem('value-wrong-type', 'The chart has a number at /ingester/replicas, and this is text.', {
    at: at(6, 19),
    path: '/ingester/replicas',
    fix: 'Write a number, without quotes.',
    related: [{ message: 'the service begins here', at: at(2, 3, 'environments/base.yaml') }],
  }),
  problem('value-misspelt', 'The chart has no /ingester/replica.', { at: at(7, 9), fix: 'Did you mean `replicas`?' }),
  problem('yaml-tab', 'A tab stands where YAML wants spaces.', { at: at(8, 1) }),
  problem('yaml-tab', 'Behind a tab.', { at: at(8, 3) }),
  problem('yaml-ambiguous-scalar', 'Wide characters before the caret.', { at: at(9, 18) }),
  problem('variable-unknown', 'There is no variable `regoin`.', { at: at(10, 454) }),
  problem('variable-unknown', 'At the beginning of a long line.', { at: at(10, 7) }),
  problem('variable-unknown', 'At the end of a long line.', { at: at(10, 924) }),
  problem('invalid-value', 'Control characters, \u001b[2Jin the message too\r\n.', { at: at(11, 14) }),
  problem('wrong-type', 'A credential is not quoted.', { at: at(12, 22) }),
  problem('missing-key', 'The line ends before the caret.', { at: at(13, 99) }),
  problem('missing-key', 'There is no such line.', { at: at(99, 1) }),
  problem('file-missing', 'There is no file to quote.', { at: at(1, 1, 'clusters/\u001b[31m.yaml') }),
  problem('file-edited', 'out/eu/root/a.yaml was edited by hand.', { file: 'out/eu/root/a.yaml', fix: 'Undo it.' }),
  problem('environment-cycle', 'Nothing in a file is meant.', {}),
  warning('null-under-global', 'Sub-charts still see the default.', { at: at(6, 9) }),
  note('value-unknown', 'The chart has no /a.', { at: at(6, 9) }),
  note('value-unknown', 'The chart has no /b.', { at: at(6, 9) }),
];

const manyAt = (line: number, count: number): readonly Problem[] =>
  Array.from({ length: count }, (_, index) =>
    note('value-unknown', `The chart has no /key${index}.`, { at: at(line, index + 1) }),
  );

const body = (replicas: number): string =>
  `kind: Application\nspec:\n  values:\n    a: 1\n    replicas: ${replicas}\n    b: 2\n    c: 3\n    title: "x\u001b[31m"\n`;
const before = `# source: a.yaml\n# sha256: ${'0'.repeat(64)}\n${body(3)}`;
const content = `# source: a.yaml\n# sha256: ${'1'.repeat(64)}\n${body(6)}d: 4\n`;

const web = 'out/production-eu/root/application-web.yaml';
const many: readonly FileChange[] = Array.from({ length: 30 }, (_, index) => ({
  path: `out/production-us/releases/service-${String(index).padStart(2, '0')}/helmrelease.yaml`,
  action: 'create',
  content: '',
}));

const changes: readonly FileChange[] = [
  { path: 'out/.gitattributes', action: 'create', content: '* text\n' },
  { path: 'out/production-eu/bootstrap.yaml', action: 'update', content, before },
  { path: 'out/production-eu/root/application-old.yaml', action: 'remove' },
  { path: web, action: 'update', content, before },
  ...many,
];

const secret = { before: 'kind: Secret\nstringData:\n  a: old\n', content: 'kind: Secret\nstringData:\n  a: new\n' };
const stale: readonly FileChange[] = [
  { path: 'out/production-eu/bootstrap.yaml', action: 'create', content: '' },
  {
    path: 'out/production-eu/root/application-cache.yaml',
    action: 'update',
    before,
    content: `${'x: 1\n'.repeat(40)}`,
  },
  { path: web, action: 'update', content, before },
  { path: 'out/production-us/releases/web/secret.yaml', action: 'update', ...secret },
  { path: 'out/production-us/releases/web/zzz.yaml', action: 'update', content, before },
];

const fleet: readonly FileChange[] = Array.from({ length: 40 }, (_, index) => {
  const folder = `out/cluster-${String(index).padStart(2, '0')}`;
  const action = index < 3 ? ('remove' as const) : ('create' as const);
  return ['README.md', 'bootstrap.yaml', 'root/application-web.yaml'].map((name) => ({
    path: `${folder}/${name}`,
    action,
  }));
}).flat();

const outStale = problem('out-stale', 'out/ is not what the inputs give: 5 files would change.', {
  file: 'out',
  fix: 'Run `npm run generate` and commit out/.',
});

/** Results by the name of their golden. */
export const results: Readonly<Record<string, RunResult>> = {
  'check-clean': result({ command: 'check', applied: false }),
  'check-stale': result({ command: 'check', applied: false, changes: stale, problems: [outStale] }),
  'generate-changes': result({ changes }),
  'generate-fleet': result({ changes: fleet }),
  'generate-refused': result({ applied: false, problems: shapes, changes: [] }),
  'generate-current': result({ milliseconds: 87.6, problems: manyAt(6, 60) }),
  'generate-nothing-read': result({
    applied: false,
    problems: shapes.slice(2, 3),
    clusters: [],
    notRendered: [],
    external: [],
  }),
  lock: result({
    command: 'lock',
    clusters: [],
    notRendered: [],
    external: [],
    changes: [{ path: 'charts.lock.yaml', action: 'update', content: '' }],
  }),
  'lock-moved': result({
    command: 'lock',
    clusters: [],
    notRendered: [],
    external: [],
    applied: true,
    changes: [{ path: 'charts.lock.yaml', action: 'update', content: '' }],
    moved: [
      { repository: 'https://charts.example.com', name: 'web', version: '^1', from: '1.0.0', to: '1.1.0' },
      { repository: 'oci://registry.example.com/charts', name: 'db', version: '2.0.0', from: '1.9.0', to: '2.0.0' },
    ],
  }),
  'contract-current': result({ command: 'contract', clusters: [], notRendered: [], external: [] }),
};
