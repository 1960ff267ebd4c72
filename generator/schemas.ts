import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { describeError, Failure } from './failure.ts';
import type { Told, World } from './generate.ts';
import type { FileChange } from './model/outputs.ts';
import type { Problem } from './model/problems.ts';
import { isGrave } from './problem.ts';
import { type CustomResourceDefinition, definitionFolder, definitionsIn, definitionText } from './read/definitions.ts';
import { writeFileAtomically } from './write/files.ts';
import { withRunLock } from './write/run-lock.ts';

/** `espalier schemas add`: takes definitions of custom resources into the repository. `directory` is where relative paths start. */
export const addDefinitions = (world: World, directory: string, files: readonly string[]): Promise<Told> =>
  withRunLock(world.root, async () => {
    const start = world.now();
    const problems: Problem[] = [];
    const changes: FileChange[] = [];
    for (const file of files) {
      const found = definitionsIn(file, await textOf(resolve(directory, file)));
      problems.push(...found.problems);
      for (const definition of found.value) changes.push(...(await changeFor(world.root, definition)));
    }
    const paths = changes.map(({ path }) => path);
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice !== undefined) throw new Failure(`two definitions would be ${twice}: give one of them`);
    const applied = !problems.some(isGrave);
    for (const { path, content } of applied ? changes : [])
      if (content !== undefined) await writeFileAtomically(world.root, path, content);
    const result = {
      command: 'schemas',
      problems,
      changes,
      applied,
      unchanged: 0,
      clusters: [],
      milliseconds: world.now() - start,
    };
    return { result, texts: new Map() };
  });

const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await definitionText(path);
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${describeError(error)}`);
  }
};

const changeFor = async (root: string, definition: CustomResourceDefinition): Promise<readonly FileChange[]> => {
  const { group, names } = definition.spec as { readonly group: string; readonly names: { readonly plural: string } };
  const name = `${names.plural}.${group}`;
  const path = `${definitionFolder}/${name}.json`;
  const content = `${JSON.stringify(definition, undefined, 2)}\n`;
  const before = await readFile(resolve(root, path), 'utf8').catch(() => undefined);
  return before === content ? [] : [{ path, action: before === undefined ? 'create' : 'update', content }];
};
