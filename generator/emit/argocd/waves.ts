import type { Release } from '../../model.ts';

/** The sync wave of each service: the length of the longest way through what it depends on. */
export const syncWaves = (releases: readonly Release[]): ReadonlyMap<string, number> => {
  const byService = new Map(releases.map((release) => [release.service, release]));
  const waves = new Map<string, number>();
  const waveOf = (service: string): number => {
    const known = waves.get(service);
    if (known !== undefined) return known;
    // A circle is a problem that is told elsewhere; here it only must not go on for ever.
    waves.set(service, 0);
    const before = (byService.get(service)?.dependsOn ?? []).filter((name) => byService.has(name));
    const wave = Math.max(0, ...before.map((name) => waveOf(name) + 1));
    waves.set(service, wave);
    return wave;
  };
  for (const release of releases) waveOf(release.service);
  return waves;
};
