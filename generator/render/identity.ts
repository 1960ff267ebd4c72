import { fieldOf } from '../object-fields.ts';

/** What makes an object the same one in another rendering. */
export const identity = (object: object): string =>
  JSON.stringify([
    fieldOf(object, 'apiVersion'),
    fieldOf(object, 'kind'),
    fieldOf(object, 'metadata', 'namespace'),
    fieldOf(object, 'metadata', 'name'),
  ]);
