/** `init` with somebody at a terminal. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { atTerminal } from './terminal.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-init-'));
  folders.push(folder);
  return folder;
};

/** A terminal that nobody looks at has no size. */
const cli = `stty cols 100 rows 40; ${process.execPath} ${new URL('../bin/espalier.js', import.meta.url).pathname}`;

test('asks for what is not given, refuses what cannot be, and makes a sound repository', async () => {
  const folder = newFolder();
  const terminal = atTerminal(`${cli} init --environment staging`, folder);
  await terminal.until(/URL from which/);
  terminal.type('nonsense\r');
  await terminal.until(/begins with https/);
  terminal.type('\u0015https://git.example.com/platform.git\r');
  await terminal.until(/Branch/);
  terminal.type('\r');
  await terminal.until(/first cluster/);
  terminal.type('\u0015edge\r');
  await terminal.until(/What runs there/);
  terminal.type('\u001b[B\r');
  await terminal.until(/Kubernetes version/);
  terminal.type('\r');
  await terminal.until(/✓ written/);
  assert.equal(await terminal.ended, 0);
  assert.match(readFileSync(join(folder, 'clusters/edge.yaml'), 'utf8'), /environment: staging\ncontroller: flux\n/);
  assert(existsSync(join(folder, 'out/edge/bootstrap.yaml')));
});

test('Ctrl-C ends it with 130, and nothing is written', async () => {
  const folder = newFolder();
  const terminal = atTerminal(`${cli} init`, folder);
  await terminal.until(/URL from which/);
  terminal.type('\u0003');
  await terminal.until(/nothing was written/);
  assert.equal(await terminal.ended, 130);
  assert.deepEqual(readdirSync(folder), []);
});
