/**
 * Runs the test files. `--ci` takes those that need more than Node (Go, root, servers) or minutes (`*.ci-test.ts`) in
 * place of the others. Files are listed here because Node 20 takes no globs, and because a runner that is given nothing
 * says that all is well.
 */
import { spawnSync } from 'node:child_process';
import fastGlob from 'fast-glob';

const ci = process.argv.includes('--ci');
const suffix = ci ? '.ci-test.ts' : '.test.ts';
const all = fastGlob.sync(['test/*test.ts', 'packages/*/test/*test.ts']).sort();
const lost = all.filter((file) => !/\.(ci-)?test\.ts$/.test(file));
if (lost.length > 0) throw new Error(`neither *.test.ts nor *.ci-test.ts, so nobody runs it: ${lost.join(', ')}`);
const files = all.filter((file) => file.endsWith(suffix));
if (files.length === 0) throw new Error(`no test files match *${suffix}`);

const seconds = ci ? 3600 : 300;
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', `--test-timeout=${seconds * 1000}`, ...(ci ? ['--test-concurrency=1'] : []), ...files],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
