/** Texts of the sample comparison: input files, and what is to stay text. */
import type { Entry } from '../generator/model/comparison.ts';
import { changed, sampleSubject } from './comparison-subjects.ts';

/** What a hostile branch writes into names and values. */
export const hostile: string = [
  '</details><script>alert(1)</script>',
  '<img src=x onerror=alert(2)>',
  '::error file=clusters/dev.yaml::gotcha',
  '\u001b[31mred\u001b[0m\u0007',
  '```',
  '[click](https://evil.example) @everyone #1 GH-2 4f1c2d9a0b7e6f5d4c3b2a190817263544536271 | `x` ~~~',
  '<!-- espalier diff -->',
  '\u202Egnp.exe ]]> &lt; %0A',
].join('\n');

export const hostileEntry: Entry = {
  ...changed('5c'),
  subjects: [
    sampleSubject('dev', 'ConfigMap', hostile),
    { ...sampleSubject('dev', '<b>Kind</b>', '@everyone'), service: '#1' },
  ],
  changes: [
    { path: ['data', hostile], before: hostile, after: `${hostile}\n${hostile}` },
    {
      path: ['data', 'title'],
      before: '<script>alert(3)</script>',
      after: '@octocat closes #1 ::error::no \u001b[2J',
    },
  ],
  causes: [
    { kind: 'value', message: `${hostile}: 1 → 2`, at: { file: 'environments/a,b:c%0A.yaml', line: 3, column: 5 } },
  ],
  dangers: [],
};

/** The texts that the causes point into. */
export const sampleTexts: ReadonlyMap<string, string> = new Map([
  [
    'environments/production.yaml',
    [
      'extends: [base]',
      'variables: { tier: gold }',
      'namespaces:',
      '  mimir-distributed:',
      '    labels:',
      '      pod-security.kubernetes.io/enforce: restricted',
      '',
      'services:',
      '  mimir-distributed:',
      '    values:',
      '      ingester:',
      '        replicas: 5',
      '      mimir:',
      '        structuredConfig:',
      '          limits:',
      '            compactor_blocks_retention_period: 30d',
      '          common:',
      '            storage:',
      '              secret_access_key: hunter2',
      '',
    ].join('\n'),
  ],
  [
    'environments/base.yaml',
    [
      'services:',
      '  mimir-distributed:',
      '    namespace: mimir-distributed',
      '    chart:',
      '      repository: https://grafana.github.io/helm-charts',
      '      name: mimir-distributed',
      '      version: 5.8.0',
      '',
    ].join('\n'),
  ],
]);
