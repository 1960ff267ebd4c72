/**
 * `npx tsx test/e2e/agreement/public.ts FOLDER`: renders each chart in a folder of chart folders, at its defaults and with each of its `ci/*-values.yaml`,
 * gives what comes of it to a real API server and to `check`, and prints a table of where they differ. What they differ in goes to standard error.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildPrograms } from '../build.ts';
import { runEnclosed } from '../enclosed.ts';

const folder = resolve(process.argv[2] ?? '.');
const folders = readdirSync(folder)
  .sort()
  .map((name) => join(folder, name))
  .filter((chart) => existsSync(join(chart, 'Chart.yaml')));
if (folders.length === 0) {
  console.error(`no chart folder in ${folder}`);
  process.exitCode = 2;
} else {
  const programs = buildPrograms((line) => console.error(line));
  runEnclosed(new URL('public-inside.ts', import.meta.url), { programs, folders });
}
