import type { MapTree } from '../model/values.ts';
import { isNull } from '../null.ts';
import { isGrave, problem } from '../problem.ts';
import { unpackArchive } from './archive.ts';
import type { Chart, ChartFiles, DeclaredDependency, Dependency, Reading } from './chart.ts';
import { limits } from './chart.ts';
import type { Metadata } from './metadata.ts';
import { readMetadata } from './metadata.ts';
import { isRange, satisfies } from './ranges.ts';

/** Charts of `file://` dependencies, by what Chart.yaml says as their repository. */
export type LocalCharts = ReadonlyMap<string, Chart>;

/**
 * Puts a chart together from its files, sub-charts included, by Helm's rules; undefined where it is no chart.
 * `place` is the chart's folder or archive as a person would type it.
 */
export const assembleChart = (
  files: ChartFiles,
  place: string,
  reading: Reading,
  local: LocalCharts = new Map(),
  depth = 0,
): Chart | undefined => {
  if (depth > limits.subCharts)
    return invalid(reading, place, `has more than ${limits.subCharts} levels of sub-charts`);
  reading.budget.charts -= 1;
  // Counted on the way down: each of them costs something before the whole is known.
  if (reading.budget.charts < 0) return tooMany(reading, place);
  const metadata = metadataOf(files, place, reading);
  if (metadata === undefined) return undefined;
  const values = files.has('values.yaml') ? parseMap(files, 'values.yaml', place, reading) : emptyMap(place);
  if (values === undefined) return undefined;
  const copies = subChartsOf(files, place, reading, depth);
  if (copies === undefined) return undefined;
  const dependencies = linkDependencies(metadata, copies, local, place, reading);
  if (dependencies === undefined) return undefined;
  const charts = dependencies.reduce((sum, { chart }) => sum + chart.charts, 1);
  if (charts > limits.charts) return tooMany(reading, place);
  const schema = files.get('values.schema.json');
  const found = { ...metadata, file: `${place}/Chart.yaml`, values, dependencies, charts };
  return schema === undefined ? found : { ...found, schema };
};

/** Chart.yaml alone, before the rest of the chart is read. */
export const metadataOf = (files: ChartFiles, place: string, reading: Reading): Metadata | undefined => {
  if (!files.has('Chart.yaml')) return invalid(reading, place, 'has no Chart.yaml');
  const chart = parseMap(files, 'Chart.yaml', place, reading);
  if (chart === undefined) return undefined;
  const isOld = !chart.entries.has('dependencies') && files.has('requirements.yaml');
  const requirements = isOld ? parseMap(files, 'requirements.yaml', place, reading) : undefined;
  return readMetadata(chart, requirements, reading);
};

const invalid = (reading: Reading, file: string, what: string): undefined => {
  reading.problems.push(
    problem('chart-invalid', `${file} ${what}.`, { file, fix: 'Helm would not take such a chart: mend it.' }),
  );
};

const tooMany = (reading: Reading, place: string): undefined =>
  invalid(reading, place, `uses more than ${limits.charts} sub-charts`);

const emptyMap = (place: string): MapTree => ({
  kind: 'map',
  at: { file: `${place}/values.yaml`, line: 1, column: 1 },
  entries: new Map(),
});

const parseMap = (files: ChartFiles, name: string, place: string, reading: Reading): MapTree | undefined => {
  const file = `${place}/${name}`;
  const bytes = files.get(name) ?? new Uint8Array();
  reading.budget.yaml -= bytes.length;
  if (reading.budget.yaml < 0)
    return invalid(reading, file, `is one of more than ${limits.yamlBytes >> 20} MiB of YAML in the chart`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    reading.problems.push(problem('not-utf-8', `${file} is not UTF-8.`, { file, fix: 'Save it as UTF-8.' }));
    return undefined;
  }
  if (text.split('\n').every((line) => /^\s*(#.*|---\s*)?$/.test(line))) return { ...emptyMap(place) };
  const { value, problems } = reading.parse(file, text, 'go');
  reading.problems.push(...problems);
  if (value === undefined || problems.some(isGrave)) return undefined;
  if (isNull(value)) return emptyMap(place);
  return value.kind === 'map' ? value : invalid(reading, file, 'is not a map');
};

interface Copy {
  readonly place: string;
  readonly chart: Chart;
}

/** The charts right under `charts/`: folders and archives. Names that begin with `_` or `.` are none, as in Helm. */
const subChartsOf = (
  files: ChartFiles,
  place: string,
  reading: Reading,
  depth: number,
): readonly Copy[] | undefined => {
  const groups = new Map<string, Map<string, Uint8Array>>();
  for (const [path, content] of files) {
    if (!path.startsWith('charts/') || path.endsWith('.prov')) continue;
    const [name = '', ...rest] = path.slice('charts/'.length).split('/');
    if (/^[_.]/.test(name)) continue;
    const group = groups.get(name) ?? new Map<string, Uint8Array>();
    groups.set(name, group.set(rest.join('/'), content));
  }
  const copies: Copy[] = [];
  for (const name of [...groups.keys()].sort()) {
    const at = `${place}/charts/${name}`;
    const group = groups.get(name) ?? new Map<string, Uint8Array>();
    const archive = name.endsWith('.tgz') ? group.get('') : undefined;
    const inside = archive === undefined ? group : unpackArchive(archive, at, reading);
    const chart = inside === undefined ? undefined : assembleChart(inside, at, reading, new Map(), depth + 1);
    if (chart === undefined) return undefined;
    copies.push({ place: at, chart });
  }
  return copies;
};

/** Finds the chart of each declared dependency; what `charts/` has besides is loaded by Helm all the same. */
const linkDependencies = (
  metadata: Metadata,
  copies: readonly Copy[],
  local: LocalCharts,
  place: string,
  reading: Reading,
): readonly Dependency[] | undefined => {
  const linked: Dependency[] = [];
  const used = new Set<Copy>();
  let complete = true;
  for (const declared of metadata.dependencies) {
    const named = copies.filter(({ chart }) => chart.name === declared.name);
    const fitting = named.filter(({ chart }) => fits(chart, declared));
    const chart = fitting[0]?.chart ?? (named.length === 0 ? local.get(declared.repository ?? '') : undefined);
    for (const copy of fitting) used.add(copy);
    const wrong = complaint(declared, named, fitting, chart);
    if (wrong !== undefined || chart === undefined) {
      reading.problems.push(wrong ?? notVendored(declared, place));
      complete = false;
    } else linked.push({ ...declared, chart, isListed: true });
  }
  for (const copy of copies) {
    const { name, version } = copy.chart;
    const twin = copies.find((other) => other !== copy && other.chart.name === name && !used.has(copy));
    if (twin !== undefined) complete = false;
    if (twin !== undefined && twin.place < copy.place) reading.problems.push(twice(copy, twin));
    const declared = { key: name, name, version, tags: [], imports: [], at: copy.chart.versionAt };
    if (twin === undefined && !used.has(copy)) linked.push({ ...declared, chart: copy.chart, isListed: false });
  }
  return complete ? linked : undefined;
};

/** A range that we cannot read is left to Helm. */
const fits = (chart: Chart, { version }: DeclaredDependency): boolean =>
  version === '' || !isRange(version) || satisfies(chart.version, version);

const complaint = (
  declared: DeclaredDependency,
  named: readonly Copy[],
  fitting: readonly Copy[],
  chart: Chart | undefined,
): ReturnType<typeof problem> | undefined => {
  const [first, second] = fitting;
  if (first !== undefined && second !== undefined) return twice(second, first);
  const other = named[0]?.chart ?? (chart !== undefined && !fits(chart, declared) ? chart : undefined);
  if (first !== undefined || other === undefined) return undefined;
  return problem(
    'chart-invalid',
    `Dependency ${declared.name} asks for ${declared.version}, but ${other.file} is version ${other.version}.`,
    { at: declared.at, fix: 'Run `helm dependency update` in the chart, or change the version here.' },
  );
};

const twice = (copy: Copy, twin: Copy): ReturnType<typeof problem> =>
  problem('chart-invalid', `Sub-chart ${copy.chart.name} lies in charts/ twice: ${twin.place} and ${copy.place}.`, {
    file: copy.place,
    fix: 'Remove one: Helm would take either, by chance.',
  });

const notVendored = (declared: DeclaredDependency, place: string): ReturnType<typeof problem> =>
  problem('chart-dependency-not-vendored', `Dependency ${declared.name} is not under ${place}/charts/.`, {
    at: declared.at,
    fix: `Run \`helm dependency update ${place}\` and commit what it puts there, or name a \`file://\` folder inside the repository.`,
  });
