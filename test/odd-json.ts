import fc from 'fast-check';

/** JSON that looks like objects of Kubernetes from afar: keys that somebody looks at, over anything. */
export const oddJson = (keys: readonly string[], leaves: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constantFrom(...leaves),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
    ),
  })).value;
