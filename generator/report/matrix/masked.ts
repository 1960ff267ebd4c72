import { isCredentialUnder, type Masked, maskedCredential, maskedJson } from '../../masked.ts';
import { below, effectiveValue, type Spot } from './spot.ts';

/**
 * The value at a path without the credentials in it, be it one itself because of what leads to it, or hold some. From the root, since a key or a
 * name above says what it is.
 */
export const withoutCredentials = (root: Spot, keys: readonly string[]): Masked => {
  const { spot, isOne } = keys.reduce(
    (above, key) => ({
      spot: below(above.spot, key),
      isOne: above.isOne || isCredentialUnder(key, (name) => effectiveValue(below(above.spot, name))),
    }),
    { spot: root, isOne: false },
  );
  const value = effectiveValue(spot);
  return isOne ? maskedCredential(value) : maskedJson(value);
};
