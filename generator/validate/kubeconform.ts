import { readdir, readFile } from 'node:fs/promises';
import { type Kubeconform, load } from 'kubeconform-wasm';
import { Failure } from '../failure.ts';

/** Where the schemas of the kinds that we emit lie: with Espalier, not with the repository that it works on. */
const folder = new URL('../../schemas/kubernetes/', import.meta.url);

let started: Promise<Kubeconform> | undefined;

/** The engine with the schemas of what we emit; started by the first call, shared by later ones. */
export const loadKubeconform = (): Promise<Kubeconform> => {
  started ??= start();
  return started;
};

const start = async (): Promise<Kubeconform> => {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    return await load(new Map(await Promise.all(names.map(async (name) => [name, await readSchema(name)] as const))));
  } catch (error) {
    throw new Failure(`the validator of manifests does not start: ${(error as Error).message}`, { cause: error });
  }
};

const readSchema = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');
