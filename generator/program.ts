import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { commandLine } from './command-line.ts';
import type { Common } from './commands/command.ts';
import { completionScript } from './completion/script.ts';
import { describeError, Failure } from './failure.ts';
import { generate, type Told, type World } from './generate.ts';
import type { Questions } from './init/answers.ts';
import { isGrave } from './problem.ts';
import { type Steps, steps } from './progress.ts';
import { failureJson, reportJson } from './report/json.ts';
import { matrixIn } from './report/matrix/formats.ts';
import { matrixJson } from './report/matrix/json.ts';
import { reportText, warningsText } from './report/text.ts';
import { writeNewFolder } from './write/new-folder.ts';

/** The process around a run, as `cli.ts` and the tests provide it. */
export interface Surroundings extends Steps, Pick<World, 'cache' | 'engines' | 'kubeconform' | 'network'> {
  /** `2026-12-31`: what is accepted for some time ends. */
  readonly today: string;
  /** Where the user stands. */
  readonly directory: string;
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whom to ask; absent where nobody watches. */
  readonly questions?: Questions;
}

/**
 * Runs one command line. Returns the exit code: 0 clean, 1 problems or a stale `out/`, 2 could not run, 130 interrupted.
 * Whatever happens ends in a line for the user, never in a stack trace.
 */
export const run = async (args: readonly string[], around: Surroundings): Promise<number> => {
  let code = 0;
  const show = (told: Told, { strict }: Common, text: string, write = around.out): void => {
    around.status?.('');
    code = exitCode(told, strict);
    write(text);
  };
  const tell = (told: Told, options: Common, write = around.out): void => {
    const looks = { ...around, texts: told.texts, strict: options.strict };
    show(told, options, options.json ? reportJson(told.result) : reportText(told.result, looks), write);
  };
  // What is printed is a document: what there is to know about it stands beside it.
  const warn = ({ result, texts }: Told): void => around.error(warningsText(result, { ...around, texts }));
  const world = async (options: Common): Promise<World> => ({
    ...around,
    root: await folder(resolve(around.directory, ...options.directories)),
    step: steps(around),
  });
  const program = commandLine(around, {
    generate: async (flags, options, reports) => {
      const where = await world(options);
      if (reports.length === 0) return tell(await generate(where, flags), options);
      const { showCheck } = await import('./show-check.ts');
      const place = { directory: around.directory, json: options.json };
      const { told, text } = await showCheck(where, flags, reports, place);
      tell(told, options, (own) => around.out(own + text));
    },
    // What brings large libraries with it is loaded where it is asked for: most runs are of `generate` and `check`.
    lock: async (flags, options) => {
      const { lock } = await import('./prepare.ts');
      tell(await lock(await world(options), flags), options);
    },
    contract: async (names, flags, options) => {
      const { contract } = await import('./prepare.ts');
      tell(await contract(await world(options), names, flags), options);
    },
    vendor: async (flags, options) => {
      const { vendor } = await import('./vendor.ts');
      tell(await vendor(await world(options), flags), options);
    },
    init: async (flags, options) => {
      const { init } = await import('./init.ts');
      tell(await init(await world(options), flags, around.questions), options);
    },
    matrix: async (path, selection, format, options) => {
      const { matrix } = await import('./matrix.ts');
      const told = await matrix(await world(options), { ...selection, path, strict: options.strict });
      if (options.json) show(told, options, matrixJson(told.result, told.matrix));
      else if (told.matrix !== undefined) {
        warn(told);
        show(told, options, matrixIn[format](told.matrix, around));
        // What is wrong does not belong into a document.
      } else tell(told, options, format === 'table' ? around.out : around.error);
    },
    render: async (names, { values, origins, showSecrets, to, ...flags }, options) => {
      const { render } = await import('./render.ts');
      const told = await render(await world(options), {
        ...names,
        ...flags,
        lines: options.json,
        strict: options.strict,
      });
      const { rendered } = told;
      const { serialise } = await import('./emit/serialise.ts');
      const { objectFiles, objectsText, originsText, valuesText } = await import('./report/rendered/text.ts');
      const { renderedJson } = await import('./report/rendered/json.ts');
      const looks = { showSecrets, serialise };
      if (options.json) return show(told, options, renderedJson(told.result, rendered, looks));
      if (rendered === undefined) return tell(told, options, around.error);
      warn(told);
      if (to !== undefined) {
        const files = objectFiles(rendered, looks);
        await writeNewFolder(resolve(around.directory, to), files);
        show(told, options, `${files.size} objects in ${to}\n`);
      } else if (values) show(told, options, origins ? originsText(rendered) : valuesText(rendered, looks));
      else show(told, options, objectsText(rendered, looks));
    },
    diff: async (compared, flags, options) => {
      const { showDiff } = await import('./show-diff.ts');
      const place = {
        ...around,
        world: (folder: string | undefined = undefined) =>
          world(folder === undefined ? options : { ...options, directories: [...options.directories, folder] }),
      };
      const json = options.json || flags.format === 'json';
      const { told, text, beside } = await showDiff(compared, json ? { ...flags, format: 'json' } : flags, place);
      if (text === undefined) tell(told, { ...options, json });
      else show(told, options, text);
      around.out(beside);
      if (told.comparison?.dangers.some((danger) => options.strict || danger.severity === 'problem')) code = 1;
    },
    schemas: async (files, options) => {
      const { addDefinitions } = await import('./schemas.ts');
      tell(await addDefinitions(await world(options), around.directory, files), options);
    },
    completion: (shell, root) => around.out(completionScript(shell, root)),
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    around.status?.('');
    // Help and version are what was asked for.
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const failure = describe(error);
    // commander has told what is wrong with the arguments.
    if (!(error instanceof CommanderError)) around.error(`espalier: ${failure}\n`);
    // Nothing but the arguments as they came says this even where they are wrong.
    if (args.includes('--json')) around.out(failureJson(failure));
    return around.signal.aborted ? 130 : 2;
  }
  return code;
};

const folder = async (path: string): Promise<string> => {
  const isFolder = await stat(path).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new Failure(`there is no folder ${path}`);
  return path;
};

/** A `Failure` and commander say what happened in words for the user, the system what it was at; anything else is a bug. */
const describe = (error: unknown): string => {
  if (error instanceof Failure) return error.message;
  if (error instanceof CommanderError) return error.message.replace(/^error: /, '');
  const text = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'syscall' in error) {
    const path = 'path' in error ? ` ${String(error.path)}` : '';
    return `${String(error.syscall)}${path}: ${describeError(error)}`;
  }
  return `this is a bug in espalier, please report it: ${text}`;
};

const exitCode = ({ result }: Told, strict: boolean): number =>
  result.problems.some((found) => strict || isGrave(found)) ? 1 : 0;
