import { HelmError, type Rendering, type RenderRequest } from 'helm-wasm';
import type { Outcome, Problem } from '../model/problems.ts';
import type { Release } from '../model/releases.ts';
import type { RenderedRelease } from '../model/rendered.ts';
import type { JsonObject } from '../model/values.ts';
import { plainJson } from '../plain.ts';
import { type ProblemCode, problem, warning } from '../problem.ts';
import { capabilitiesOf, chartVersionOf } from './capabilities.ts';
import { helm3Differences } from './helm-3.ts';
import { refusedValues, schemaAway } from './refused-values.ts';

/** Renders as the cluster's controller would, for an installation. */
export const renderRelease = async (
  release: Release,
  render: (request: RenderRequest) => Promise<Rendering>,
  { lines }: { readonly lines: boolean },
): Promise<Outcome<RenderedRelease | undefined>> => {
  const request = {
    ...requestOf(release, plainJson(release.values) as JsonObject),
    ...(release.cluster.helm === 3 ? { compareHelm3: true } : {}),
    ...(lines ? { lines } : {}),
  };
  try {
    const { rendering, problems } = await withoutSchemaAway(release, request, render);
    return { value: { release, rendering }, problems: [...problems, ...helm3Differences(release, rendering)] };
  } catch (error) {
    if (!(error instanceof HelmError) || error.kind === 'request') throw error;
    return { value: undefined, problems: problemsOf(error, release) };
  }
};

/** Renders without the chart's schema where that refers to the Web: what it says of the values is seen when they are installed. */
const withoutSchemaAway = async (
  release: Release,
  request: RenderRequest,
  render: (request: RenderRequest) => Promise<Rendering>,
): Promise<{ readonly rendering: Rendering; readonly problems: readonly Problem[] }> => {
  try {
    return { rendering: await render(request), problems: [] };
  } catch (error) {
    const url = error instanceof HelmError && error.kind === 'schema' ? schemaAway(error.message) : undefined;
    if (url === undefined) throw error;
    const what = `\`${release.service}\` on ${release.cluster.name} was rendered, and its values not held against the chart's own schema`;
    const told = warning(
      'schema-elsewhere',
      `${what}, which refers to ${url.slice(0, 200)}: nothing is fetched here.`,
      {
        at: release.at,
        fix: 'Ask those who make the chart to ship the schema whole.',
      },
    );
    return { rendering: await render({ ...request, skipSchema: true }), problems: [told] };
  }
};

/** What the controller asks of Helm, with values that may be others than the release's. */
export const requestOf = (release: Release, values: JsonObject): RenderRequest => {
  const chartVersion = chartVersionOf(release);
  return {
    values,
    release: { name: release.name, namespace: release.namespace.value },
    capabilities: capabilitiesOf(release),
    ...(chartVersion === undefined ? {} : { chartVersion }),
  };
};

const codes: Readonly<Record<Exclude<HelmError['kind'], 'request'>, ProblemCode>> = {
  chart: 'chart-invalid',
  dependencies: 'chart-invalid',
  release: 'name-too-long',
  'kube-version': 'chart-kube-version',
  values: 'value-wrong-type',
  schema: 'values-refused',
  template: 'template-failed',
  yaml: 'rendered-not-yaml',
  time: 'render-stopped',
  stopped: 'render-stopped',
};

const fixes: Partial<Record<HelmError['kind'], string>> = {
  'kube-version': 'Take a version of the chart that does, or mend `kubernetes` of the cluster.',
  template: 'Set the value that it asks for, or ask those who make the chart.',
  yaml: 'Look at what the template makes of your values, or ask those who make the chart.',
  time: 'Ask those who make the chart.',
  stopped: 'Ask those who make the chart.',
};

/** What Helm says against a release, each at the line that is behind it as far as that can be told. */
export const problemsOf = (error: HelmError, release: Release): readonly Problem[] => {
  const { kind } = error;
  if (kind === 'request') return [];
  if (kind === 'schema') {
    const refused = refusedValues(error.message, release);
    if (refused.length > 0) return refused;
  }
  const what = `\`${release.service}\` on ${release.cluster.name} does not render`;
  const { template, line } = error;
  const message = oneLine(error.message);
  const where = template === undefined || message.includes(template) ? '' : ` (${template}:${line ?? 1})`;
  return [
    problem(codes[kind], `${what}: ${message}${where}.`, {
      at: kind === 'kube-version' ? release.chart.at : release.at,
      fix: fixes[kind] ?? 'Mend the chart, or the values.',
    }),
  ];
};

/** Helm's messages have the way to an error in them, and the innermost comes last. */
const oneLine = (message: string): string => {
  const lines = message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return (lines.length > 3 ? [lines[0], '…', lines.at(-1)] : lines).join(' ').slice(0, 600).replace(/\.$/, '');
};
