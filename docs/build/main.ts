/** `npm run docs`: writes the documents that are made from the source. `test/docs-reference.test.ts` holds that they are current. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { referenceDocuments, repository } from './documents.ts';

for (const [path, text] of referenceDocuments()) {
  mkdirSync(dirname(join(repository, path)), { recursive: true });
  writeFileSync(join(repository, path), text);
}
