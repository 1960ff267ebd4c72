/** The run itself, in its own network and process namespaces. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startApiserver } from 'apiserver-wasm';
import { startHelm } from 'helm-wasm';
import type { ClusterObject } from '../../../generator/model/rendered.ts';
import { textOf } from '../../../generator/object-fields.ts';
import { groupKindOf } from '../../../generator/pod-templates.ts';
import type { ProblemCode } from '../../../generator/problem.ts';
import type { Defined } from '../../../generator/validate/objects/against-apiserver.ts';
import { definitionsOf } from '../../../generator/validate/objects/definitions.ts';
import type { Finding } from '../../../generator/validate/objects/rule.ts';
import type { Api, ApiObject } from '../api.ts';
import type { Programs } from '../build.ts';
import { makeCertificates, startControlPlane, startEtcd } from '../control-plane.ts';
import { startProcesses } from '../processes.ts';
import { type PublicChart, renderPublic } from './public-charts.ts';
import { type Answer, tryAll } from './trial.ts';
import { definedBy, graveFindings } from './verdict.ts';

const { programs, folders } = JSON.parse(process.argv[2] ?? '') as {
  readonly programs: Programs;
  readonly folders: readonly string[];
};

const columns = ['objects', 'both take', 'both refuse', 'missed', 'false', 'beyond', 'unknown kind'] as const;
type Counts = Record<(typeof columns)[number], number>;
const none = (): Counts => ({
  objects: 0,
  'both take': 0,
  'both refuse': 0,
  missed: 0,
  false: 0,
  beyond: 0,
  'unknown kind': 0,
});

interface Tried {
  readonly chart: PublicChart;
  readonly answers: ReadonlyMap<ClusterObject, Answer>;
  readonly defined: readonly Defined[];
}

/** What the server says of a chart's objects, with the definitions that `check` is to know too. */
const ask = async (chart: PublicChart, api: Api): Promise<Tried> => {
  const { clusters } = chart;
  const objects = clusters.flatMap((cluster) => cluster.objects);
  const known = await Promise.all(clusters.map((cluster) => definitionsOf(cluster, [])));
  const wellKnown = known
    .flatMap((definitions) => [...definitions.values()])
    .flatMap(({ from, object }) => (from === 'known' ? [object as ApiObject] : []));
  const own = objects
    .map(({ rendered }) => rendered.object)
    .filter((object) => textOf(object, 'kind') === 'CustomResourceDefinition');
  const answers = await tryAll(api, objects, wellKnown);
  const defined = await Promise.all(clusters.map((cluster) => definedBy(cluster, [...wellKnown, ...own])));
  return { chart, answers, defined };
};

const compare = ({ chart: { name, clusters }, answers }: Tried, findings: readonly Finding[]): Counts => {
  const counts = none();
  for (const object of clusters.flatMap((cluster) => cluster.objects)) {
    const { refusal, isUnknown } = answers.get(object) ?? {};
    const said = findings.filter((finding) => finding.object === object);
    const verdict = verdictOf(refusal, isUnknown, said);
    counts.objects += 1;
    counts[verdict] += 1;
    if (verdict !== 'both take')
      console.error([name, verdict, nameOf(object), refusal?.trim() ?? '', ...said.map(told)].join('\t'));
  }
  return counts;
};

/** What no dry run of one object sees: it makes none that the next could meet, and starts no pod. */
const beyond: readonly ProblemCode[] = ['object-twice', 'image-invalid'];

const verdictOf = (
  refusal: string | undefined,
  isUnknown: true | undefined,
  said: readonly Finding[],
): keyof Counts => {
  if (refusal !== undefined)
    return said.length > 0 ? 'both refuse' : isUnknown === undefined ? 'missed' : 'unknown kind';
  if (said.length === 0) return 'both take';
  return said.every(({ code }) => beyond.includes(code)) ? 'beyond' : 'false';
};

const nameOf = ({ rendered: { object, template } }: ClusterObject): string =>
  `${textOf(object, 'kind')} ${textOf(object, 'metadata', 'name')} (${template})`;

const told = ({ code, message }: { readonly code: string; readonly message: string }): string => `${code}: ${message}`;

const row = (name: string, renders: number, counts: Counts): string =>
  `| ${[name, renders, ...columns.map((column) => counts[column])].join(' | ')} |`;

execFileSync('ip', ['link', 'set', 'lo', 'up']);
const folder = mkdtempSync(join(tmpdir(), 'espalier-public-'));
mkdirSync(join(folder, 'logs'));
const processes = startProcesses(join(folder, 'logs'));
// Charts that make keys of their own take their time.
const helm = startHelm({ timeLimit: 300_000 });
const apiserver = startApiserver();

let ending: Promise<void> | undefined;
const end = async (): Promise<void> => {
  await processes.stop();
  rmSync(folder, { recursive: true, force: true });
};
process.stdin.on('end', () => {
  ending ??= end().then(() => process.exit(130));
});
process.stdin.resume();

/** Charts whose objects are checked in one call: engines take a second to start. */
const batch = 25;

const run = async (): Promise<void> => {
  const certificates = makeCertificates(join(folder, 'pki'));
  startEtcd(processes, folder);
  const ground = { folder, programs, helm: '3', syncTimeout: 30, processes, certificates };
  const { api } = await startControlPlane({ name: 'public', port: 16443 }, ground);
  console.log(`| chart | renders | ${columns.join(' | ')} |`);
  console.log(`| --- |${' ---: |'.repeat(columns.length + 1)}`);
  const sum = none();
  const kinds = new Set<string>();
  let renders = 0;
  for (let from = 0; from < folders.length; from += batch) {
    const tried: Tried[] = [];
    for (const path of folders.slice(from, from + batch)) tried.push(await ask(await renderPublic(helm, path), api));
    const findings = await graveFindings(
      tried.flatMap(({ defined }) => defined),
      apiserver,
    );
    for (const one of tried) {
      const { name, clusters, failed } = one.chart;
      if (failed > 0) console.error(`${name}\tHelm refuses ${failed} renders`);
      const counts = compare(one, findings);
      renders += clusters.length;
      for (const { objects } of clusters) for (const { rendered } of objects) kinds.add(groupKindOf(rendered.object));
      for (const column of columns) sum[column] += counts[column];
      console.log(row(name, clusters.length, counts));
    }
  }
  console.log(row(`**${folders.length} charts, ${kinds.size} kinds**`, renders, sum));
  process.exitCode = sum.false === 0 ? 0 : 1;
};

try {
  await Promise.race([run(), processes.ended]);
} catch (error) {
  console.error(error);
  process.exitCode = 2;
} finally {
  ending ??= end();
  await ending;
  // Whatever still listens must not hold up the end.
  process.exit();
}
