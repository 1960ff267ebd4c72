import { readdir, readFile } from 'node:fs/promises';
import { type Kubeconform, load } from 'kubeconform-wasm';
import { Failure } from '../failure.ts';
import { type ShapeOf, shapes } from './shape.ts';

/** The engine, with what it cannot tell apart. */
export interface ManifestValidator extends Kubeconform {
  readonly shapeOf: ShapeOf;
}

/** Where the schemas of the kinds that we emit lie: with Espalier, not with the repository that it works on. */
const folder = new URL('../../schemas/kubernetes/', import.meta.url);

let started: Promise<ManifestValidator> | undefined;

/** The engine with the schemas of what we emit; started by the first call, shared by later ones. */
export const loadKubeconform = (): Promise<ManifestValidator> => {
  started ??= start();
  return started;
};

const start = async (): Promise<ManifestValidator> => {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    const schemas = new Map(await Promise.all(names.map(async (name) => [name, await readSchema(name)] as const)));
    return { ...(await load(schemas)), shapeOf: shapes(schemas) };
  } catch (error) {
    throw new Failure(`the validator of manifests does not start: ${(error as Error).message}`, { cause: error });
  }
};

const readSchema = (name: string): Promise<string> => readFile(new URL(name, folder), 'utf8');
