import { join } from 'node:path';
import type { World } from './generate.ts';
import { storeIn } from './kept.ts';
import type { SchemaChart } from './model/charts.ts';
import type { Problem } from './model/problems.ts';
import type { Release } from './model/releases.ts';

/**
 * Holds the values of releases that were not rendered against the schemas in their charts' contracts. Most charts have none, and need no engine; nor do
 * releases with values from the cluster, which may be what a schema asks for.
 */
export const checkSchemas = async (world: World, releases: readonly Release[]): Promise<readonly Problem[]> => {
  const { engines, cache } = world;
  const held = releases.filter(
    ({ chart, delivery, valuesFrom }) =>
      delivery !== 'rendered' && valuesFrom.length === 0 && hasSchema(chart.value.contract?.schemas),
  );
  if (held.length === 0 || engines === undefined) return [];
  await world.step(`holding the values of ${held.length} releases against schemas…`);
  const { engineDigest } = await import('helm-wasm');
  const { holdValues } = await import('./render/held-values.ts');
  const earlier =
    cache === undefined ? undefined : { store: storeIn(join(cache, 'schema-verdicts')), engine: await engineDigest() };
  return holdValues(held, () => engines.helm(), earlier);
};

const hasSchema = (chart: SchemaChart | undefined): boolean =>
  chart !== undefined && (chart.schema !== undefined || chart.charts.some(hasSchema));
