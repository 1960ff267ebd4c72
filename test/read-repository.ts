/** Repositories in temporary folders, for the tests of the reading stage. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import type { Inputs } from '../generator/model/inputs.ts';
import type { Outcome, Problem } from '../generator/model/problems.ts';
import { type ReadInputs, readInputs } from '../generator/read/inputs.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** The content of a file, what a link points to, or nothing where the file of `sound` is to be missing. */
export type Files = Readonly<Record<string, string | Uint8Array | { readonly link: string } | undefined>>;

/** A small repository in which nothing is wrong. */
export const sound = {
  'espalier.yaml': 'repository: { url: https://git.example.com/platform.git }\n',
  'clusters/eu.yaml': 'environment: production\ncontroller: argocd\nkubernetes: "1.34"\n',
  'environments/base.yaml': 'services:\n  web:\n    chart: { path: charts/web }\n    namespace: web\n',
  'environments/production.yaml': 'extends: [base]\n',
} as const;

export const writeRepository = (files: Files): string => {
  const root = mkdtempSync(join(tmpdir(), 'espalier-read-'));
  folders.push(root);
  const all: Files = { ...sound, ...files };
  for (const [path, content] of Object.entries(all)) {
    if (content === undefined) continue;
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content !== 'string' && 'link' in content) symlinkSync(content.link, file);
    else writeFileSync(file, content);
  }
  return root;
};

export const read = (files: Files): Promise<Outcome<ReadInputs>> => readInputs(writeRepository(files));

/** `file:line:column code`, or `file code` where the whole file is meant. */
const place = ({ at, file, code, severity }: Problem): string => {
  const where = at === undefined ? file : `${at.file}:${at.line}:${at.column}`;
  return `${where} ${severity === 'problem' ? '' : `${severity} `}${code}`;
};

export const told = async (files: Files): Promise<readonly string[]> => (await read(files)).problems.map(place);

/** The inputs of a repository in which nothing is wrong. */
export const inputsOf = async (files: Files): Promise<Inputs> => {
  const { value, problems } = await read(files);
  if (problems.length > 0) throw new Error(problems.map((found) => `${place(found)} ${found.message}`).join('\n'));
  return value.inputs;
};
