import { type Cost, type Measured, medianOf, type Round, ratioToCompetitor } from './figures.ts';

/** What it was measured on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
}

/** The whole of docs/benchmarks.md. `command` is what made it. */
export const documentOf = (measured: readonly Measured[], machine: Machine, command: string): string =>
  [
    '# Benchmarks',
    '',
    `Written by \`${command}\`, on ${machine.cores} cores of ${machine.processor} with Node ${machine.node}. ${noise}`,
    '',
    '![CPU time by number of releases](benchmarks.svg)',
    '',
    ...tables(measured),
    '',
    ...method,
  ].join('\n');

const noise =
  'Each figure is the median of its rounds. CPU time is what to compare: other work on the machine stretches the wall time, and ratios are taken within a round.';

/** The figures alone, as lines of Markdown. */
export const tables = (measured: readonly Measured[]): readonly string[] => [
  ...measured.flatMap(sizeTable),
  '## Ratios',
  '',
  ...ratioTable(measured),
];

const rows: readonly (readonly [string, (round: Round) => Pick<Cost, 'wall' | 'cpu'> & Partial<Cost>])[] = [
  ['floor', ({ floor }) => floor],
  ['trivial competitor', ({ competitor }) => competitor],
  ['first run', ({ first }) => first],
  ['of that, kubeconform', ({ first }) => first.validation],
  ['unchanged run', ({ unchanged }) => unchanged],
  ['check', ({ checked }) => checked],
  ['one value edited', ({ edited }) => edited],
];

const sizeTable = (measured: Measured): readonly string[] => {
  const { releases, clusters, inputs, outputs, outputFiles, rounds } = measured;
  return [
    `## ${number(releases)} releases`,
    '',
    `${number(clusters)} cluster${clusters === 1 ? '' : 's'}, ${size(inputs)} of inputs, ${size(outputs)} in ${number(outputFiles)} files under \`out/\`; ${rounds.length} round${rounds.length === 1 ? '' : 's'}.`,
    '',
    '| | wall | CPU | peak memory |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(([name, of]) => {
      const memory =
        of(rounds[0] as Round).memory === undefined ? '' : size(medianOf(measured, (round) => of(round).memory ?? 0));
      return `| ${name} | ${time(medianOf(measured, (round) => of(round).wall))} | ${time(medianOf(measured, (round) => of(round).cpu))} | ${memory} |`;
    }),
    '',
  ];
};

const ratioTable = (measured: readonly Measured[]): readonly string[] => [
  '| releases | first run without kubeconform, over the competitor | CPU for each release | unchanged over first |',
  '| ---: | ---: | ---: | ---: |',
  ...measured.map(
    (one) =>
      `| ${number(one.releases)} | ${ratioToCompetitor(one).toFixed(2)} | ${time(medianOf(one, ({ first }) => first.cpu) / one.releases)} | ${medianOf(one, ({ first, unchanged }) => unchanged.cpu / first.cpu).toFixed(2)} |`,
  ),
];

const method: readonly string[] = [
  '## What is measured',
  '',
  'The repository is generated ([`bench/repository.ts`](../bench/repository.ts)), the same for the same seed: fleets of ten clusters, half of',
  'them with Argo CD and half with Flux, with up to fifty services each. A service has 3 to 10 kB of values, one in 25 has',
  'about 30 kB. A fleet has environments of its own, four deep, which merge lists by key, append to lists, remove defaults and',
  'use variables; a tenth of the services differ on the cluster itself. Four charts in five come from HTTP repositories and',
  'have contracts, the others lie in the repository; all depend on other services.',
  '',
  'Every line is a process of its own, from its start to its end, built as the package is.',
  '',
  '- **floor**: reads and hashes all inputs.',
  "- **trivial competitor**: parses every YAML and JSON file among the inputs with the `yaml` library's `parse` and with",
  '  `JSON.parse`, and writes every file of `out/` with its `stringify`. It merges and checks nothing; the objects that it',
  '  writes are handed to it, and what that takes is not counted.',
  '- **first run**: `espalier generate` without `out/`. What kubeconform takes in it, its start included, is told apart.',
  '- **unchanged run**: the same again. It reads and hashes all inputs and all of `out/`, sees that they are what the run',
  '  before it left, and tells what that one told.',
  '- **check**: the same, but `espalier check`, which takes nothing for granted and works everything out.',
  '- **one value edited**: the same with one more value on one cluster.',
  '',
];

const time = (milliseconds: number): string =>
  milliseconds < 10
    ? `${milliseconds.toFixed(2)} ms`
    : milliseconds < 1000
      ? `${milliseconds.toFixed(0)} ms`
      : `${(milliseconds / 1000).toFixed(milliseconds < 100_000 ? 1 : 0)} s`;

const size = (bytes: number): string =>
  bytes < 1 << 20 ? `${(bytes / 1024).toFixed(0)} KiB` : `${(bytes / (1 << 20)).toFixed(bytes < 10 << 20 ? 1 : 0)} MiB`;

const number = (value: number): string => value.toLocaleString('en-US');
