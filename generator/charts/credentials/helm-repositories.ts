import { parse, YAMLError } from 'yaml';
import { fieldOf } from '../../object-fields.ts';
import { oneSpelling } from '../../repository-url.ts';
import { WireError } from '../network/wire-error.ts';
import type { Credentials } from './credentials.ts';
import { type Place, readPlace } from './places.ts';

/** The credentials that `helm repo add --username` wrote down for this very repository. */
export const helmRepositoryCredentials = async (place: Place, repository: URL): Promise<Credentials | undefined> => {
  const text = await readPlace(place);
  const repositories = text === undefined ? undefined : fieldOf(parseFile(text, place), 'repositories');
  for (const entry of Array.isArray(repositories) ? repositories : []) {
    const [url, user, password] = ['url', 'username', 'password'].map((key) => fieldOf(entry, key));
    if (typeof url !== 'string' || !URL.canParse(url) || oneSpelling(url) !== oneSpelling(repository.href)) continue;
    if (typeof user === 'string' && typeof password === 'string' && password !== '')
      return { kind: 'basic', user, password };
  }
  return undefined;
};

const parseFile = (text: string, { shown }: Place): unknown => {
  try {
    return parse(text, { schema: 'failsafe', maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    if (!(error instanceof YAMLError) && !(error instanceof ReferenceError)) throw error;
    throw new WireError('repository-unauthorized', `${shown} is not well-formed YAML.`, { fix: `Mend ${shown}.` });
  }
};
