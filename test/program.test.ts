import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { Failure } from '../generator/failure.ts';
import { loadKubeconform } from '../generator/validate/kubeconform.ts';
import { withRunLock } from '../generator/write/run-lock.ts';
import { play, repository, spawnCli } from './program-repository.ts';
import { readTree } from './tree.ts';

const commands = ['generate', 'check', 'lock', 'contract'] as const;

describe('the command line', () => {
  for (const name of commands)
    test(`${name} --help has examples of itself and the options that all have`, async () => {
      const { code, out, error } = await play('/', [name, '--help']);
      assert.equal(code, 0);
      assert.equal(error, '');
      const examples = out.slice(out.indexOf('\nExamples:\n'));
      assert.match(examples, new RegExp(`^ {2}espalier ${name}( |$)`, 'm'));
      for (const option of ['-C, --directory', '--json', '--strict', '-V, --version'])
        assert(out.includes(option), `${option} in ${out}`);
    });

  test('help names every command, the exit codes and examples', async () => {
    const { code, out } = await play('/', ['--help']);
    assert.equal(code, 0);
    for (const name of commands) assert.match(out, new RegExp(`^ {2}${name} `, 'm'));
    assert.match(out, /Exit codes: 0 .*1 .*2 /);
    assert.match(out, /Examples:\n {2}espalier generate/);
  });

  test('lines of help fit the terminal', async () => {
    for (const name of commands) {
      const { out } = await play('/', [name, '--help'], { width: 80 });
      const options = out.slice(0, out.indexOf('Examples:')).split('\n');
      assert.deepEqual(
        options.filter((line) => line.length > 80),
        [],
      );
    }
  });

  test('--version on the program and on every command', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
    for (const args of [['--version'], ...commands.map((name) => [name, '--version'])])
      assert.deepEqual(await play('/', args), { code: 0, out: `${version}\n`, error: '' });
  });

  for (const { args, says } of [
    { args: ['generat'], says: /^espalier: unknown command 'generat'\n\(Did you mean generate\?\)\n/ },
    { args: ['check', '--jsn'], says: /^espalier: unknown option '--jsn'\n\(Did you mean --json\?\)\n/ },
    { args: ['--chek'], says: /^espalier: unknown option '--chek'\n/ },
    { args: ['check', 'production'], says: /^espalier: too many arguments for 'check'/ },
    { args: ['contract', '--chart'], says: /^espalier: option '--chart .*argument missing\n/ },
    { args: [], says: /^Usage: espalier/ },
  ])
    test(`exit 2 for: espalier ${args.join(' ')}`, async () => {
      const { code, out, error } = await play('/', args);
      assert.equal(code, 2);
      assert.equal(out, '');
      assert.match(error, says);
    });

  test('-C before the command, behind it, and both', async () => {
    const root = await repository();
    const [parent, name] = [join(root, '..'), root.slice(root.lastIndexOf('/') + 1)];
    await play(root, ['generate']);
    for (const args of [
      ['-C', root, 'check'],
      ['check', '-C', root],
      ['check', `--directory=${root}`],
      ['-C', parent, 'check', '-C', name],
      ['-C', parent, '-C', name, 'check'],
    ])
      assert.equal((await play('/', args)).code, 0, args.join(' '));
  });

  test('--json and --strict before the command, behind it, and both', async () => {
    const root = await repository({
      'environments/production.yaml':
        'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { unheardOf: 2 }\n',
    });
    const { out } = await play(root, ['check', '--json']);
    await play(root, ['generate']);
    for (const args of [
      ['--json', 'check', '--strict'],
      ['--strict', 'check', '--json'],
      ['--json', '--strict', 'check'],
      ['--json', '--strict', 'check', '--json', '--strict'],
    ]) {
      const run = await play(root, args);
      assert.deepEqual([run.code, JSON.parse(run.out).command], [1, 'check'], args.join(' '));
    }
    assert.deepEqual(
      JSON.parse((await play(root, ['--json', 'check'])).out).problems,
      JSON.parse(out).problems.filter(({ code }: { code: string }) => code === 'value-unknown'),
    );
    assert.equal((await play(root, ['--json', 'check'])).code, 0);
  });

  test('-C to what is no folder ends with exit 2 and one line', async () => {
    const root = await repository();
    for (const path of [join(root, 'nowhere'), join(root, 'espalier.yaml')])
      assert.deepEqual(await play('/', ['check', '-C', path]), {
        code: 2,
        out: '',
        error: `espalier: there is no folder ${path}\n`,
      });
  });
});

describe('exit codes', () => {
  test('0 when written and when current, 1 when stale, out/ untouched by looking', async () => {
    const root = await repository();
    assert.equal((await play(root, ['generate', '--check'])).code, 1);
    assert.equal((await play(root, ['check'])).code, 1);
    assert(!existsSync(join(root, 'out')));
    assert.equal((await play(root, ['generate'])).code, 0);
    assert.equal((await play(root, ['check'])).code, 0);
    assert(!existsSync(join(root, '.espalier.lock')));
  });

  test('--strict makes notes fail, and says so', async () => {
    const root = await repository({
      'environments/production.yaml':
        'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { unheardOf: 2 }\n',
    });
    assert.equal((await play(root, ['generate'])).code, 0);
    assert.match((await play(root, ['check'])).out, /note value-unknown/);
    const strict = await play(root, ['check', '--strict']);
    assert.equal(strict.code, 1);
    assert.match(strict.out, /^✗ /m);
  });

  test('2 for a failing machine, with its words and nothing else', async () => {
    const root = await repository();
    const kubeconform = (): Promise<never> => Promise.reject(new Failure('the validator of manifests does not start'));
    const failed = await play(root, ['generate'], { kubeconform });
    assert.deepEqual(failed, { code: 2, out: '', error: 'espalier: the validator of manifests does not start\n' });
    assert(!existsSync(join(root, 'out')));
  });

  test('2 for a bug, without a stack trace', async () => {
    const root = await repository();
    const kubeconform = (): Promise<never> => Promise.reject(new TypeError('x is not a function'));
    const { code, error } = await play(root, ['check'], { kubeconform });
    assert.equal(code, 2);
    assert.equal(error, 'espalier: this is a bug in espalier, please report it: x is not a function\n');
  });

  for (const [what, error, failure] of [
    ['a failing machine', new Failure('no space is left'), 'no space is left'],
    ['a bug', new TypeError('x'), 'this is a bug in espalier, please report it: x'],
  ] as const)
    test(`--json tells of ${what} on either stream`, async () => {
      const kubeconform = (): Promise<never> => Promise.reject(error);
      const failed = await play(await repository(), ['check', '--json'], { kubeconform });
      assert.deepEqual(JSON.parse(failed.out), { version: 1, failure });
      assert.deepEqual({ code: failed.code, error: failed.error }, { code: 2, error: `espalier: ${failure}\n` });
    });

  test('--json tells of an interruption and of wrong arguments, and not of help', async () => {
    const interrupted = await play(await repository(), ['check', '--json'], { signal: AbortSignal.abort() });
    assert.equal(interrupted.code, 130);
    assert.deepEqual(JSON.parse(interrupted.out), { version: 1, failure: 'interrupted; nothing was written' });
    const wrong = await play('/', ['check', '--json', '--forse']);
    assert.equal(wrong.code, 2);
    assert.match(JSON.parse(wrong.out).failure, /^unknown option '--forse'/);
    assert.match((await play('/', ['check', '--json', '--help'])).out, /^Usage/);
  });

  test('2 while another run is at work: nothing is written, and its lock stays', async () => {
    const root = await repository();
    for (const args of [['generate'], ['lock']]) {
      if (args[0] === 'lock') rmSync(join(root, 'charts.lock.yaml'));
      await withRunLock(root, async () => {
        const before = readTree(root);
        const { code, out, error } = await play(root, args);
        assert.deepEqual({ code, out }, { code: 2, out: '' });
        assert.match(error, /^espalier: another run is at work in this repository: process \d+.*\n$/);
        assert.deepEqual(readTree(root), before);
      });
      assert(!existsSync(join(root, '.espalier.lock')));
    }
  });
});

describe('two runs', () => {
  const newer = 'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n    values: { replicas: 7 }\n';

  test('a slow one does not overwrite what was made of newer inputs', async () => {
    const root = await repository();
    const codes: number[] = [];
    const slow = await play(root, ['generate'], {
      kubeconform: async () => {
        writeFileSync(join(root, 'environments/production.yaml'), newer);
        codes.push((await play(root, ['generate'])).code);
        return loadKubeconform();
      },
    });
    assert.deepEqual({ slow: slow.code, codes }, { slow: 0, codes: [2] });
    assert.equal((await play(root, ['check'])).code, 1);
    assert.equal((await play(root, ['generate'])).code, 0);
    assert.match(readTree(root).get('out/eu/root/application-web.yaml') ?? '', /replicas: 7/);
  });

  for (const { args, busy } of [
    { args: ['generate'], busy: 2 },
    { args: ['lock'], busy: 2 },
    { args: ['contract'], busy: 2 },
    { args: ['check'], busy: 1 },
    { args: ['generate', '--check'], busy: 1 },
    { args: ['lock', '--check'], busy: 1 },
  ])
    test(`espalier ${args.join(' ')} ${busy === 2 ? 'reads nothing beside' : 'only looks beside'} another run`, async () => {
      const root = await repository({ 'environments/production.yaml': 'servces: {}\n' });
      await withRunLock(root, async () => assert.equal((await play(root, args)).code, busy));
      assert.equal((await play(root, args)).code, 1);
      assert(!existsSync(join(root, '.espalier.lock')), 'problems were found: the lock is released too');
    });
});

describe('a long run', () => {
  const slow = (): (() => number) => {
    let time = 0;
    return () => {
      time += 700;
      return time;
    };
  };

  test('says what it is at where somebody watches, and takes it away before the result', async () => {
    const root = await repository();
    const shown: string[] = [];
    let before = -1;
    await play(root, ['generate'], {
      now: slow(),
      status: (text) => shown.push(text),
      out: () => {
        before = shown.length;
      },
    });
    assert(shown.length > 2);
    assert.equal(shown.at(-1), '');
    assert.equal(before, shown.length, 'nothing is shown after the result');
    assert(shown.some((text) => /^validating the manifests of \d+ files…$/.test(text)));
  });

  test('a short one says nothing', async () => {
    const shown: string[] = [];
    await play(await repository(), ['generate'], { status: (text) => shown.push(text) });
    assert.deepEqual(
      shown.filter((text) => text !== ''),
      [],
    );
  });

  test('a signal ends it with 130 and one line, and leaves out/ as it was', async () => {
    const root = await repository();
    await play(root, ['generate']);
    rmSync(join(root, 'out/eu/bootstrap.yaml'));
    const before = readTree(root);
    const interrupt = new AbortController();
    const { code, out, error } = await play(root, ['generate'], {
      signal: interrupt.signal,
      kubeconform: () => {
        interrupt.abort();
        return loadKubeconform();
      },
    });
    assert.equal(code, 130);
    assert.equal(out, '');
    assert.equal(error, 'espalier: interrupted; nothing was written\n');
    assert.deepEqual(readTree(root), before);
  });
});

describe('as a process', () => {
  test('colour follows NO_COLOR and FORCE_COLOR; a pipe has none', async () => {
    const root = await repository();
    const plain = await spawnCli(root, ['check']);
    const colored = await spawnCli(root, ['check'], { FORCE_COLOR: '1' });
    const escapeCharacter = String.fromCharCode(27);
    const withoutTime = (text: string): string => stripVTControlCharacters(text).replace(/[\d.]+ m?s$/m, '');
    assert(!plain.out.includes(escapeCharacter));
    assert(colored.out.includes(escapeCharacter));
    assert.equal(withoutTime(colored.out), withoutTime(plain.out));
    for (const environment of [{ FORCE_COLOR: '1', NO_COLOR: '1' }, { FORCE_COLOR: '0' }])
      assert(!(await spawnCli(root, ['check'], environment)).out.includes(escapeCharacter));
    assert.equal(plain.error, '');
  });

  test('a reader that stops reading gets no stack trace, and the exit code stays', async () => {
    const root = await repository(manyMistakes);
    for (const args of [['check'], ['check', '--json']]) {
      const ended = await spawnCli(root, args, {}, (child) => {
        child.stdout?.once('data', () => child.stdout?.destroy());
      });
      assert.equal(ended.error, '');
      assert.equal(ended.code, 1);
    }
  });

  test('a pipe gets all of a large report', async () => {
    const root = await repository(manyMistakes);
    const { code, out } = await spawnCli(root, ['check', '--json']);
    assert.equal(code, 1);
    assert(out.length > 500_000, `only ${out.length} characters`);
    assert.equal(JSON.parse(out).problems.length, 3000);
  });

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)
    test(`${signal} ends it with ${expected} and one line`, async () => {
      const root = await repository();
      const ended = await spawnCli(root, ['generate'], { NODE_OPTIONS: `--import ${signalToItself(signal)}` });
      assert.deepEqual(ended, {
        code: expected,
        signal: null,
        out: '',
        error: 'espalier: interrupted; nothing was written\n',
      });
      assert(!existsSync(join(root, 'out')));
    });
});

/** A module that sends its process a signal as soon as somebody listens. */
const signalToItself = (signal: NodeJS.Signals): string => {
  const script = `const look = () => process.listenerCount('${signal}') > 0 ? process.kill(process.pid, '${signal}') : setImmediate(look); look();`;
  return `data:text/javascript,${encodeURIComponent(script)}`;
};

/** So many that the report is larger than the buffer of a pipe. */
const manyMistakes: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 20 }, (_, file) => [
    `environments/extra${file}.yaml`,
    Array.from({ length: 150 }, (_, line) => `unknown${line}: 1\n`).join(''),
  ]),
);
