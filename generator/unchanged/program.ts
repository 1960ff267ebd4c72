import type { Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fastGlob from 'fast-glob';
import { digestOfBytes } from '../charts/digest.ts';

const folder = fileURLToPath(new URL('../../', import.meta.url));

/** Whatever a run's outcome depends on here: the program, from source or built, and what it reads of its own. */
const parts = [
  'package.json',
  '{dist,generator}/**/*',
  // Not the API server's, which has a say in no file.
  'packages/{helm,kubeconform}-wasm/*.wasm.br',
  'packages/*/src/*',
  'schemas/*.json',
  'schemas/{kubernetes,kubernetes-apis}/*.json',
];

/** Adds the program that runs here to a digest. Dependencies are pinned in package.json, and count by their versions. */
export const addProgram = async (hash: Hash): Promise<void> => {
  const paths = (await fastGlob(parts, { cwd: folder })).sort();
  const digests = await Promise.all(
    paths.map(async (path) => `${path}\0${digestOfBytes(await readFile(folder + path))}\0`),
  );
  hash.update(digests.join(''));
};
