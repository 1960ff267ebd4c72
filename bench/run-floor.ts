/** The floor under any such program: reads all inputs of the repository at argv[2], and hashes them. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inputFiles } from './input-files.ts';
import { costSoFar, print } from './process.ts';

const root = process.argv[2] ?? '.';
const hash = createHash('sha256');
for (const path of await inputFiles(root)) hash.update(await readFile(join(root, path)));
if (hash.digest().length === 0) throw new Error('no digest');
print(costSoFar());
