import { isAbsolute, join } from 'node:path';
import type { Environment } from '../network/network.ts';
import { readText } from '../text-file.ts';

/** A file that may be there, and how it is called in messages. */
export interface Place {
  readonly path: string;
  readonly shown: string;
}

const place = (path: string, environment: Environment): Place => {
  const home = environment.HOME ?? '';
  return { path, shown: home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path };
};

/** Undefined where nothing says which folder is home. */
const inHome = (path: string, environment: Environment): string | undefined =>
  environment.HOME ? join(environment.HOME, path) : undefined;

export const dockerConfigFile = (environment: Environment): Place | undefined => {
  const folder = environment.DOCKER_CONFIG || inHome('.docker', environment);
  return folder === undefined ? undefined : place(join(folder, 'config.json'), environment);
};

/** Helm's own folder for settings. */
const helmFolder = (environment: Environment): string | undefined => {
  if (environment.HELM_CONFIG_HOME) return environment.HELM_CONFIG_HOME;
  if (environment.XDG_CONFIG_HOME) return join(environment.XDG_CONFIG_HOME, 'helm');
  return inHome(process.platform === 'darwin' ? 'Library/Preferences/helm' : '.config/helm', environment);
};

const helmFile = (variable: string, path: string, environment: Environment): Place | undefined => {
  const folder = helmFolder(environment);
  const file = environment[variable] || (folder === undefined ? undefined : join(folder, path));
  return file === undefined ? undefined : place(file, environment);
};

export const helmRegistryFile = (environment: Environment): Place | undefined =>
  helmFile('HELM_REGISTRY_CONFIG', 'registry/config.json', environment);

export const helmRepositoriesFile = (environment: Environment): Place | undefined =>
  helmFile('HELM_REPOSITORY_CONFIG', 'repositories.yaml', environment);

/** The folder of what can be fetched again. */
export const cacheFolder = (environment: Environment): string | undefined =>
  // The specification wants relative paths ignored: they would lead into the repository.
  environment.XDG_CACHE_HOME && isAbsolute(environment.XDG_CACHE_HOME)
    ? join(environment.XDG_CACHE_HOME, 'espalier')
    : inHome('.cache/espalier', environment);

export const readPlace = ({ path }: Place): Promise<string | undefined> => readText(path);
