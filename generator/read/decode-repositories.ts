import type { Repositories, RepositorySettings } from '../model/inputs.ts';
import type { Tree } from '../model/values.ts';
import { booleanField, entriesOf, field, optional, textField } from './fields.ts';

/** What a file says of chart repositories, by the URLs as it spells them. */
export const decodeRepositories = (tree: Tree | undefined): Repositories =>
  new Map(
    [...entriesOf(field(tree, 'repositories'))].map(([url, { key, value }]): [string, RepositorySettings] => [
      url,
      {
        at: key,
        ...optional('secretRef', textField(value, 'secretRef')),
        ...optional('provider', textField(value, 'provider')),
        ...optional('insecure', booleanField(value, 'insecure')),
        ...optional('certSecretRef', textField(value, 'certSecretRef')),
        ...optional('ca', textField(value, 'ca')),
        ...optional('mirror', textField(value, 'mirror')),
      },
    ]),
  );
