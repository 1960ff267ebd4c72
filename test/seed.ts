import fc from 'fast-check';

/**
 * The seed of generated cases. Fixed, so that one commit has one verdict; `ESPALIER_SEED=random` explores, and
 * `ESPALIER_SEED=123` repeats what such a run printed.
 */
export const seed: number = ((): number => {
  const asked = process.env.ESPALIER_SEED ?? '20260901';
  return asked === 'random' ? Date.now() % 2 ** 31 : Number(asked);
})();

fc.configureGlobal({ seed });
