import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CommanderError } from 'commander';
import { type Commands, commandLine } from '../generator/command-line.ts';
import type { Tree } from '../generator/model/values.ts';
import { checkShape, type FileKind } from '../generator/read/schema.ts';
import { parseYaml } from '../generator/read/yaml.ts';
import { type Block, blocksOf, documents, proseOf, textOf } from './documents.ts';

/** The kind of an input by its path. */
const kindOf = (path: string): FileKind | undefined => kinds.find(([pattern]) => pattern.test(path))?.[1];

const kinds: readonly (readonly [RegExp, FileKind])[] = [
  [/^espalier\.yaml$/, 'espalier'],
  [/^clusters\/[^/]+\.yaml$/, 'cluster'],
  [/^environments\/[^/]+(\/[^/]+)?\.yaml$/, 'environment'],
  [/^charts\.lock\.yaml$/, 'lock'],
  [/^prices\.yaml$/, 'prices'],
];

/** What is wrong with a YAML block: a whole file where it begins with its path, else a part of an input, or something else. */
const mistakesIn = (path: string, { text, line }: Block): readonly string[] => {
  const where = `${path}:${line}`;
  const [, named = ''] = /^# (\S+\.ya?ml)\n/.exec(text) ?? [];
  const kind = kindOf(named);
  // What is no input of ours, such as an index.yaml, is read as Go reads it.
  const { value: tree, problems } = parseYaml(where, text, named !== '' && kind === undefined ? 'go' : 'strict');
  const told = problems.map(({ message }) => `${where}: ${message}`);
  if (tree === undefined || (named !== '' && kind === undefined)) return told;
  if (kind !== undefined) return [...told, ...checkShape(kind, tree).map(({ message }) => `${where}: ${message}`)];
  if (!isOfInput(tree)) return told;
  const parts = kinds.map(([, one]) => checkShape(one, tree).filter((found) => !isMissingAtTop(found, tree)));
  if (parts.some((found) => found.length === 0)) return told;
  return [...told, `${where}: fits no input: ${parts.map(([first]) => first?.message).join(' / ')}`];
};

/** Not so for values, objects of Kubernetes and parts of them. */
const isOfInput = (tree: Tree): boolean =>
  tree.kind === 'map' &&
  !tree.entries.has('apiVersion') &&
  [...tree.entries.keys()].some((key) => keysOfInputs.has(key));

const keysOfInputs = new Set(
  ['espalier', 'cluster', 'environment'].flatMap((name) => {
    const schema = JSON.parse(textOf(`schemas/${name}.schema.json`)) as {
      properties: Readonly<Record<string, unknown>>;
    };
    return Object.keys(schema.properties);
  }),
);

/** A part of a file need not have all that the whole file must have. */
const isMissingAtTop = ({ code, path = '' }: { code: string; path?: string }, tree: Tree): boolean =>
  code === 'missing-key' && tree.kind === 'map' && !path.slice(1).includes('/');

/** The command lines of a document, of its shell blocks and of the code in its prose. */
const commandsIn = (path: string): readonly string[] => {
  const text = textOf(path);
  const shell = blocksOf(text)
    .filter(({ language }) => language === 'sh')
    .flatMap((block) => block.text.replaceAll(/\\\n\s*/g, ' ').split('\n'));
  const inline = [...proseOf(text).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map((match) => match[1] ?? '');
  return [...shell, ...inline]
    .map((line) => line.trim())
    .filter((line) => /^(npx )?espalier( |$)|^npm run /.test(line));
};

const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Readonly<Record<string, string>> };

/** The arguments for Espalier of a command line; undefined where a script runs something else. */
const argumentsOf = (line: string): readonly string[] | undefined => {
  const words = line
    .replaceAll(/\$\([^)]*\)/g, 'VALUE')
    .replace(/ +#.*$/, '')
    .replace(/ *(&&|\||>|;).*$/, '')
    .split(/ +/);
  if (words[0] !== 'npm') return words.slice(words[0] === 'npx' ? 2 : 1);
  const [, , script = '', dashes, ...rest] = words;
  assert(script in scripts, `${line}: there is no script ${script}`);
  assert(dashes === undefined || dashes === '--', `${line}: npm takes the options without -- before them for its own`);
  const [, own] = /^tsx generator\/cli\.ts (.+)$/.exec(scripts[script] ?? '') ?? [];
  return own === undefined ? undefined : [...own.split(' '), ...rest];
};

/** What commander says of a command line; undefined where it takes it. Nothing is run. */
const refusalOf = async (args: readonly string[]): Promise<string | undefined> => {
  const streams = { width: 100, out: () => {}, error: () => {} };
  // Whatever command there is, it does nothing.
  const commands = new Proxy({}, { get: () => async () => {} }) as Commands;
  try {
    await commandLine(streams, commands).parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? undefined : error.message;
    throw error;
  }
};

describe('code in documents', () => {
  for (const path of documents) {
    test(`YAML in ${path} is what it says to be`, () => {
      const blocks = blocksOf(textOf(path)).filter(({ language }) => language === 'yaml');
      assert.deepEqual(
        blocks.flatMap((block) => mistakesIn(path, block)),
        [],
      );
    });

    test(`command lines in ${path} are taken`, async () => {
      for (const line of commandsIn(path)) {
        const args = argumentsOf(line);
        if (args !== undefined && args.length > 0) assert.equal(await refusalOf(args), undefined, line);
      }
    });

    test(`JSON in ${path} is JSON`, () => {
      for (const { text, language } of blocksOf(textOf(path))) if (language === 'json') JSON.parse(text);
    });
  }
});

test('a mistake in a document would be seen', async () => {
  const block = (text: string): Block => ({ language: 'yaml', text, line: 1 });
  const wrong = [
    '# clusters/a.yaml\nenvironment: production\n',
    '# environments/a.yaml\nservices: { web: { chrat: {} } }\n',
    'services: { web: { chrat: {} } }\n',
    'services: { web: { values: { on: 1 } } }\n',
  ];
  for (const text of wrong) assert.notDeepEqual(mistakesIn('x.md', block(text)), [], text);
  const right = [
    'kubernetes: "1.34"\nhelm: 3\n',
    '# .github/workflows/a.yaml\non: push\n',
    'apiVersion: v1\nkind: Secret\n',
  ];
  for (const text of right) assert.deepEqual(mistakesIn('x.md', block(text)), [], text);
  assert.match((await refusalOf(['generate', '--chekc'])) ?? '', /unknown option/);
  assert.match((await refusalOf(['regenerate'])) ?? '', /unknown command/);
  assert.equal(await refusalOf(['lock', '--index', 'FILE']), undefined);
  assert.deepEqual(argumentsOf('npm run generate -- --check # only looks'), ['generate', '--check']);
});
