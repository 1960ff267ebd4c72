import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject, MapTree } from '../../generator/model/values.ts';
import type { TestChart } from './generate-chart.ts';
import { textOf } from './trees.ts';

/** The same question answered by both. */
export interface Answer<T> {
  readonly helm3: T;
  readonly helm4: T;
}

/** What a chart's templates see, and the paths of the charts that are enabled; or Helm's refusal. */
export interface Computed {
  readonly values: JsonObject | null;
  readonly enabled: readonly string[] | null;
  readonly error?: string;
}

/** The real Helm, built from this folder's Go module. */
export interface Helm {
  /** Folds layers, each in turn over what those before it gave. */
  readonly merge: (cases: readonly (readonly MapTree[])[]) => readonly Answer<JsonObject>[];
  /** Computes a chart's values for each of some users' values. */
  readonly compute: (
    cases: readonly { readonly chart: TestChart; readonly users: readonly MapTree[] }[],
  ) => readonly Answer<readonly Computed[]>[];
  readonly close: () => void;
}

export const buildHelm = (): Helm => {
  const folder = mkdtempSync(join(tmpdir(), 'helm-properties-'));
  const program = join(folder, 'helm-properties');
  const here = fileURLToPath(new URL('.', import.meta.url));
  execFileSync('go', ['build', '-o', program, '.'], {
    cwd: here,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '-buildvcs=false' },
    stdio: 'inherit',
  });
  const ask = (questions: readonly string[]): unknown[] => {
    const input = questions.join('\n');
    const output = execFileSync(program, { input, encoding: 'utf8', maxBuffer: 1 << 29, stdio: 'pipe' });
    const answers = output.split('\n').filter((line) => line !== '');
    if (answers.length !== questions.length)
      throw new Error(`${questions.length} questions, ${answers.length} answers`);
    return answers.map((line) => JSON.parse(line));
  };
  return {
    merge: (cases) =>
      ask(cases.map((layers) => JSON.stringify({ layers: layers.map(textOf) }))) as Answer<JsonObject>[],
    compute: (cases) =>
      ask(
        cases.map(({ chart, users }) => `{"chart": ${chartText(chart)}, "values": [${users.map(textOf).join(', ')}]}`),
      ) as Answer<readonly Computed[]>[],
    close: () => rmSync(folder, { recursive: true }),
  };
};

const version = '1.0.0';

export const chartText = ({ name, values, subCharts }: TestChart): string => {
  const dependencies = subCharts
    .filter(({ declared }) => declared)
    .map(({ chart, alias, condition, tags }) => ({ name: chart.name, version, alias, condition, tags }));
  const metadata = JSON.stringify({ apiVersion: 'v2', name, version, dependencies });
  const charts = [...new Set(subCharts.map(({ chart }) => chart))].map(chartText);
  return `{"chart": {"metadata": ${metadata}, "values": ${textOf(values)}}, "charts": [${charts.join(', ')}]}`;
};
