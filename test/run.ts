/**
 * Runs the test files. `--go` takes those that need a Go toolchain (`*.go-test.ts`) in place of the others. Files are
 * listed here because Node 20 takes no globs, and because a runner that is given nothing says that all is well.
 */
import { spawnSync } from 'node:child_process';
import fastGlob from 'fast-glob';

const go = process.argv.includes('--go');
const suffix = go ? '*.go-test.ts' : '*.test.ts';
const files = fastGlob.sync([`test/${suffix}`, `packages/*/test/${suffix}`]).sort();
if (files.length === 0) throw new Error(`no test files match ${suffix}`);

const seconds = go ? 1800 : 300;
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', `--test-timeout=${seconds * 1000}`, ...(go ? ['--test-concurrency=1'] : []), ...files],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
