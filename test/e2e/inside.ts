/** The run itself, in its own network and process namespaces. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Programs } from './build.ts';
import type { Case } from './case.ts';
import { scale } from './cases/scale.ts';
import { cases } from './cases.ts';
import { type Processes, startProcesses } from './processes.ts';
import { type Raised, raise } from './raise.ts';
import { reportOf, type Verdict } from './report.ts';

const {
  programs,
  names,
  keep,
  helm,
  scale: isScale,
} = JSON.parse(process.argv[2] ?? '') as {
  programs: Programs;
  names: readonly string[];
  keep: boolean;
  /** The major version of the Helm that Argo CD calls. */
  helm: string;
  /** Measures many releases instead of running the cases. */
  scale: boolean;
};

const began = performance.now();
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
const say = (line: string): void => console.log(`${seconds(began).padStart(6)} s  ${line}`);

const folder = mkdtempSync(join(tmpdir(), 'espalier-e2e-'));
const logs = join(folder, 'logs');
mkdirSync(logs);
const processes: Processes = startProcesses(logs);
let raised: Raised | undefined;
let failed = true;

const tearDown = async (): Promise<void> => {
  raised?.stop();
  await processes.stop();
  if (failed) console.log(`logs and repository: ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
};

let ending: Promise<void> | undefined;
const interrupt = (): void => {
  // A second one changes nothing: everything is being ended already.
  ending ??= tearDown().then(() => process.exit(130));
};
process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
process.stdin.on('end', interrupt).resume();

const runCase = async (each: Case, { stage }: Raised): Promise<Verdict> => {
  const start = performance.now();
  const told: string[] = [];
  try {
    const tell = (line: string): void => {
      told.push(line);
      if (isScale) say(line);
    };
    await Promise.race([each.run({ ...stage, tell }), processes.ended]);
    say(`ok      ${each.name} (${seconds(start)} s)`);
    return { each, seconds: seconds(start), told };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`FAILED  ${each.name} (${seconds(start)} s)\n${failure}`);
    return { each, seconds: seconds(start), told, failure };
  }
};

try {
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  const chosen = isScale ? [scale] : cases.filter(({ name }) => names.length === 0 || names.includes(name));
  // A sync of 300 services takes longer than the cases would wait for one that does not end.
  const syncTimeout = isScale ? 1800 : 30;
  raised = await raise({ folder, programs, processes, helm, syncTimeout }, say);
  const verdicts: Verdict[] = [];
  const queue = chosen.filter(({ alone }) => !alone);
  const work = async (): Promise<void> => {
    for (let each = queue.shift(); each !== undefined; each = queue.shift())
      if (raised !== undefined) verdicts.push(await runCase(each, raised));
  };
  // Cases wait more than they work.
  await Promise.all([...Array(5).keys()].map(work));
  queue.push(...chosen.filter(({ alone }) => alone));
  await work();
  console.log(reportOf(verdicts, programs.versions, processes.usage(), seconds(began)));
  failed = verdicts.some(({ failure }) => failure !== undefined);
  process.exitCode = failed ? 1 : 0;
  if (keep) {
    for (const name of ['argocd', 'flux']) console.log(`KUBECONFIG=${join(folder, `${name}.kubeconfig`)}`);
    console.log('kept until Ctrl-C');
    await new Promise(() => undefined);
  }
} catch (error) {
  console.error(error);
  process.exitCode = 2;
} finally {
  ending ??= tearDown();
  await ending;
  // Whatever still listens must not hold up the end.
  process.exit();
}
