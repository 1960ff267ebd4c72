/**
 * The trivial competitor: parses every YAML and JSON file among the inputs of the repository at argv[2] once, and writes
 * every file of its `out/` once to argv[3], with the `yaml` library's own `parse` and `stringify`. It merges and checks nothing: the
 * objects that it writes are handed to it, and what that takes does not count.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse, parseAllDocuments, stringify } from 'yaml';
import { inputFiles, outputFiles } from './input-files.ts';
import { costSoFar, print, without } from './process.ts';

/** The objects of a YAML file; anything else as it is. */
type Content = string | readonly unknown[];

const [, , root = '.', target = 'out'] = process.argv;

const before = costSoFar();
const contents = new Map<string, Content>();
for (const path of await outputFiles(root)) {
  const text = await readFile(join(root, path), 'utf8');
  // JSON is a copy without places or nodes, so that memory is that of plain objects.
  const objects = (): unknown[] => JSON.parse(JSON.stringify(parseAllDocuments(text))) as unknown[];
  contents.set(path, path.endsWith('.yaml') ? objects() : text);
}
const after = costSoFar();

let parsed = 0;
for (const path of await inputFiles(root)) {
  const text = await readFile(join(root, path), 'utf8');
  if (/\.yaml$/.test(path) && !path.includes('/templates/')) parsed += parse(text) === undefined ? 0 : 1;
  if (path.endsWith('.json')) parsed += JSON.parse(text) === undefined ? 0 : 1;
}
if (parsed === 0) throw new Error('nothing was parsed');
for (const [path, content] of contents) {
  const text = typeof content === 'string' ? content : content.map((object) => stringify(object)).join('---\n');
  await mkdir(dirname(join(target, path)), { recursive: true });
  await writeFile(join(target, path), text);
}
print(without(costSoFar(), { wall: after.wall - before.wall, cpu: after.cpu - before.cpu }));
