import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../generator/program.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import type { Files, Generated } from './repository.ts';

/** Writes a repository to a new temporary folder, locks it and makes its contracts. The folder is the caller's to remove. */
export const prepareRepository = async ({ files, charts }: Generated): Promise<string> => {
  const root = await mkdtemp(join(tmpdir(), 'espalier-bench-'));
  await writeAll(root, files);
  await espalier(root, [
    'lock',
    ...charts.flatMap(({ name, version }) => ['--digest', `${name}@${version}=${digestFor(name)}`]),
  ]);
  const elsewhere = await mkdtemp(join(tmpdir(), 'espalier-bench-charts-'));
  for (const chart of charts) await writeAll(join(elsewhere, chart.name), chart.files);
  await espalier(root, ['contract', ...charts.flatMap(({ name }) => ['--chart', `${name}=${join(elsewhere, name)}`])]);
  await rm(elsewhere, { recursive: true });
  return root;
};

/** No archive is ever looked at: any digest does. */
const digestFor = (name: string): string => `sha256:${createHash('sha256').update(name).digest('hex')}`;

const writeAll = async (root: string, files: Files): Promise<void> => {
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
};

const espalier = async (root: string, args: readonly string[]): Promise<void> => {
  let said = '';
  const tell = (text: string): void => {
    said += text;
  };
  const code = await run(args, {
    directory: root,
    now: () => performance.now(),
    today: '2026-01-01',
    kubeconform: loadKubeconform,
    signal: new AbortController().signal,
    color: false,
    width: 100,
    out: tell,
    error: tell,
  });
  if (code !== 0) throw new Error(`espalier ${args[0]} ended with ${code} in a generated repository:\n${said}`);
};
