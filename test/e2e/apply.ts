import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Api, ApiObject } from './api.ts';
import { until } from './until.ts';

/** The objects of a YAML file. */
export const readObjects = (file: string): readonly ApiObject[] =>
  parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1', merge: true })
    .map((document) => document.toJS() as ApiObject | null)
    .filter((object) => object !== null);

/** Applies CRDs and waits until all are served: one that is brand-new has no conditions yet. */
export const applyCrds = async (api: Api, folder: string): Promise<void> => {
  const crds = readdirSync(folder)
    .sort()
    .flatMap((file) => readObjects(join(folder, file)));
  for (const crd of crds) await api.apply(crd);
  for (const { apiVersion, kind, metadata } of crds)
    await until(`CRD ${metadata.name}`, 'True', async () =>
      condition(await api.get({ apiVersion, kind, ...metadata }), 'Established'),
    );
};

/** The status of a condition, or undefined. */
export const condition = (object: ApiObject | undefined, type: string): string | undefined =>
  conditions(object).find((each) => each.type === type)?.status;

export interface Condition {
  readonly type: string;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
}

export const conditions = (object: ApiObject | undefined): readonly Condition[] =>
  (object?.status as { conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
