import { Command } from 'commander';
import { shared, version } from './commands/command.ts';
import { addCompletion, type RunCompletion } from './commands/completion.ts';
import { addContract, type RunContract } from './commands/contract.ts';
import { addDiff, type RunDiff } from './commands/diff.ts';
import { addCheck, addGenerate, type RunGenerate } from './commands/generate.ts';
import { addInit, type RunInit } from './commands/init.ts';
import { addLock, type RunLock } from './commands/lock.ts';
import { addMatrix, type RunMatrix } from './commands/matrix.ts';
import { addRender, type RunRender } from './commands/render.ts';
import { addSchemas, type RunSchemas } from './commands/schemas.ts';
import { addVendor, type RunVendor } from './commands/vendor.ts';

/** What the commands do. */
export interface Commands {
  readonly generate: RunGenerate;
  readonly lock: RunLock;
  readonly contract: RunContract;
  readonly vendor: RunVendor;
  readonly init: RunInit;
  readonly matrix: RunMatrix;
  readonly render: RunRender;
  readonly diff: RunDiff;
  readonly schemas: RunSchemas;
  readonly completion: RunCompletion;
}

/** Where help and complaints go. */
export interface Streams {
  readonly width: number;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

/** The commands with their options, help and examples. Throws a `CommanderError` when it has told what is wrong, or helped. */
export const commandLine = (streams: Streams, commands: Commands): Command => {
  const root = new Command('espalier')
    .description('Merges environment overlays over Helm charts and writes what Argo CD and Flux reconcile.')
    .enablePositionalOptions()
    .version(version, '-V, --version')
    .exitOverride()
    .configureHelp({ optionDescription: ({ description }) => description })
    .configureOutput({
      writeOut: streams.out,
      writeErr: streams.error,
      getOutHelpWidth: () => streams.width,
      getErrHelpWidth: () => streams.width,
      outputError: (text, write) => write(`espalier: ${text.replace(/^error: /, '')}`),
    })
    .showHelpAfterError('(--help shows what there is, with examples)');
  for (const option of shared()) root.addOption(option);
  root.addHelpText('after', rootHelp);
  addGenerate(root, commands.generate);
  addCheck(root, commands.generate);
  addLock(root, commands.lock);
  addContract(root, commands.contract);
  addVendor(root, commands.vendor);
  addInit(root, commands.init);
  addMatrix(root, commands.matrix);
  addRender(root, commands.render);
  addDiff(root, commands.diff);
  addSchemas(root, commands.schemas);
  addCompletion(root, commands.completion);
  return root;
};

const rootHelp = `
Exit codes: 0 clean, 1 problems or a stale out/, 2 could not run, 130 interrupted.

Examples:
  espalier generate                 write out/ after an edit
  espalier check                    what CI runs
  espalier diff --base origin/main  what a branch will do to clusters
  espalier generate --help          options and more examples`;
