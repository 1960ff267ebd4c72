import type { Release } from '../../model/releases.ts';

/**
 * The sync wave of each service: the length of the longest way through what it depends on. Without recursion, since nobody
 * limits how long a chain is. A circle is a problem that is told elsewhere; its services get some wave, or none.
 */
export const syncWaves = (releases: readonly Pick<Release, 'service' | 'dependsOn'>[]): ReadonlyMap<string, number> => {
  const dependents = new Map<string, string[]>(releases.map(({ service }) => [service, []]));
  const missing = new Map<string, number>();
  for (const { service, dependsOn } of releases) {
    const before = dependsOn.filter((name) => dependents.has(name));
    missing.set(service, before.length);
    for (const name of before) dependents.get(name)?.push(service);
  }
  const waves = new Map<string, number>();
  const ready = [...missing.keys()].filter((service) => missing.get(service) === 0);
  for (const service of ready) {
    const wave = waves.get(service) ?? 0;
    waves.set(service, wave);
    for (const dependent of dependents.get(service) ?? []) {
      waves.set(dependent, Math.max(waves.get(dependent) ?? 0, wave + 1));
      const left = (missing.get(dependent) ?? 0) - 1;
      missing.set(dependent, left);
      if (left === 0) ready.push(dependent);
    }
  }
  return waves;
};
