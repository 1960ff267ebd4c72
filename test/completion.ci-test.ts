/** The completions in a fish and in a zsh that sources them and is typed into. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { play } from './program-repository.ts';
import { atTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'espalier-completion-'));
after(() => rmSync(folder, { recursive: true, force: true }));
before(async () => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'charts.lock.yaml'), 'charts:\n  - path: charts/web\n    name: web\n    version: 1.0.0\n');
  writeFileSync(join(folder, 'espalier.fish'), (await play(folder, ['completion', 'fish'])).out);
  writeFileSync(join(folder, '_espalier'), (await play(folder, ['completion', 'zsh'])).out);
});

test('fish', () => {
  const complete = (line: string): readonly string[] => {
    const program = `source espalier.fish; complete -C ${JSON.stringify(line)}`;
    const { stdout, stderr, status } = spawnSync('fish', ['--no-config', '-c', program], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    assert.equal(status, 0);
    return stdout.split('\n').flatMap((word) => (word === '' ? [] : [word.split('\t')[0] ?? '']));
  };
  assert.deepEqual(complete('espalier ge'), ['generate']);
  assert.deepEqual(complete('espalier generate --a'), ['--adopt', '--allow-empty']);
  assert.deepEqual(complete('espalier check --a'), []);
  assert.deepEqual(complete('espalier init --controller '), ['argocd', 'flux']);
  assert.deepEqual(complete('espalier contract '), ['web']);
  assert.deepEqual(complete('espalier check -C s'), ['sub/']);
  assert.deepEqual(complete('espalier lock --index ch'), ['charts.lock.yaml']);
  assert.deepEqual(complete('espalier completion '), ['bash', 'fish', 'zsh']);
});

test('zsh', async () => {
  const zsh = atTerminal('zsh -f -i', folder);
  try {
    zsh.type("PS1='> '; autoload -Uz compinit && compinit -u -d .zcompdump && source ./_espalier && print set''up\n");
    await zsh.until(/setup/);
    for (const [typed, completed] of [
      ['espalier ge', /espalier generate /],
      ['espalier generate --ad', /--adopt /],
      ['espalier init --controller fl', /--controller flux /],
      ['espalier contract w', /contract web /],
      ['espalier check -C s', /-C sub\//],
      ['espalier lock --index ch', /--index charts\.lock\.yaml/],
      ['espalier completion f', /completion fish /],
    ] as const) {
      zsh.type(`${typed}\t`);
      await zsh.until(completed);
      // Takes the line away.
      zsh.type('\u0015');
      await zsh.until(/^/);
    }
  } finally {
    zsh.kill();
  }
});
