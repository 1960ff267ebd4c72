/** Runs the jobs of a workflow's file here: the shell of each step for real, what an action would do by what the test says. */
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { parse } from 'yaml';
import { spawnIn } from './ci-process.ts';

interface Step {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
  readonly env?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly if?: string;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly defaults?: { readonly run?: { readonly 'working-directory'?: string } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: {
    readonly workflow_call: { readonly inputs: Readonly<Record<string, { readonly default?: unknown }>> };
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** What a job finds when it starts. */
export interface Start {
  /** The folder that is checked out. */
  readonly workspace: string;
  /** An empty folder, for all that the runner has for itself. */
  readonly top: string;
  readonly github: object;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly needs?: object;
  /** What the runner sets beside what is the same everywhere. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What an action does, by its name without its version; it gives its outputs. */
  readonly actions?: Readonly<Record<string, (inputs: Readonly<Record<string, string>>, temp: string) => object>>;
}

export interface Ended {
  readonly result: 'success' | 'failure' | 'skipped';
  /** By name, or by the action. */
  readonly steps: ReadonlyMap<
    string,
    { readonly code: number | null; readonly out: string; readonly environment: Readonly<Record<string, string>> }
  >;
  /** Actions that were used, with what they were given. */
  readonly used: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly temp: string;
}

const named = (file: string): Workflow =>
  parse(readFileSync(new URL(`../.github/workflows/${file}`, import.meta.url), 'utf8')) as Workflow;

/** Runs one job of a workflow that is called. */
export const runJob = async (file: string, name: string, start: Start): Promise<Ended> => {
  const workflow = named(file);
  const job = workflow.jobs[name];
  if (job === undefined) throw new Error(`${file} has no job ${name}`);
  const defaults = Object.entries(workflow.on.workflow_call.inputs).map(([key, input]) => [key, input.default]);
  const temp = mkdtempSync(join(start.top, 'runner-'));
  const home = join(start.top, 'home');
  mkdirSync(home, { recursive: true });
  const contexts = {
    github: start.github,
    inputs: { ...Object.fromEntries(defaults), ...start.inputs },
    secrets: start.secrets ?? {},
    needs: start.needs ?? {},
    runner: { temp },
    steps: {} as Record<string, object>,
    env: {},
  };
  let failed = false;
  const isTrue = (text: string): boolean => {
    const bare = text.replace(/^\$\{\{(.*)\}\}$/s, '$1');
    const hasStatus = /\b(always|cancelled|failure|success)\(\)/.test(bare);
    return (hasStatus || !failed) && evaluated(bare, contexts, failed).coerceString() === 'true';
  };
  const fill = (value: unknown): string =>
    String(value ?? '').replaceAll(/\$\{\{(.*?)\}\}/gs, (_, text: string) =>
      evaluated(text, contexts, failed).coerceString(),
    );
  const filled = (values: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]));

  const ended = { steps: new Map(), used: new Map(), temp };
  if (job.if !== undefined && !isTrue(`!!(${job.if})`))
    return { ...ended, result: 'skipped', summary: '', outputs: {} };
  const cwd = join(start.workspace, fill(job.defaults?.run?.['working-directory'] ?? '.'));
  const summary = join(temp, 'summary');
  const output = join(temp, 'output');
  for (const path of [summary, output]) writeFileSync(path, '');
  for (const step of job.steps) {
    if (!isTrue(step.if === undefined ? 'success()' : statusKept(step.if))) continue;
    writeFileSync(output, '');
    if (step.uses !== undefined) {
      const action = step.uses.replace(/@.*/, '');
      const given = filled(step.with);
      ended.used.set(action, given);
      if (step.id !== undefined) contexts.steps[step.id] = { outputs: start.actions?.[action]?.(given, temp) ?? {} };
      else start.actions?.[action]?.(given, temp);
      continue;
    }
    const environment = {
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      ...start.environment,
      ...filled(job.env),
      ...filled(step.env),
    };
    const script = join(temp, 'script.sh');
    // What is put into a script by an expression is run by it.
    if (/\$\{\{/.test(step.run ?? '')) throw new Error(`an expression in the script of ${step.name}`);
    writeFileSync(script, step.run ?? '');
    const { code, out } = await spawnIn(['bash', '--noprofile', '--norc', '-eo', 'pipefail', script], cwd, environment);
    ended.steps.set(step.name ?? '', { code, out, environment });
    if (step.id !== undefined) contexts.steps[step.id] = { outputs: outputsIn(readFileSync(output, 'utf8')) };
    if (code !== 0) failed = true;
  }
  return {
    ...ended,
    result: failed ? 'failure' : 'success',
    summary: readFileSync(summary, 'utf8'),
    outputs: filled(job.outputs),
  };
};

/** A condition as a boolean, with its functions of status as they are. */
const statusKept = (text: string): string => `!!(${text.replace(/^\$\{\{(.*)\}\}$/s, '$1')})`;

const outputsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );

/** An expression, as GitHub's own library reads it. */
const evaluated = (text: string, contexts: object, failed: boolean): data.ExpressionData => {
  const answers = { success: !failed, failure: failed, always: true, cancelled: false };
  const functions = [
    ...Object.entries(answers).map(([name, value]) => ({
      name,
      minArgs: 0,
      maxArgs: 0,
      call: () => new data.BooleanData(value),
    })),
    {
      name: 'hashFiles',
      minArgs: 1,
      maxArgs: 255,
      call: (...paths: data.ExpressionData[]) =>
        new data.StringData(`hash of ${paths.map((path) => path.coerceString()).join()}`),
    },
  ];
  const { tokens } = new Lexer(text.trim()).lex();
  const expression = new Parser(tokens, Object.keys(contexts), functions).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver) as data.Dictionary;
  return new Evaluator(expression, context, new Map(functions.map((one) => [one.name.toLowerCase(), one]))).evaluate();
};
