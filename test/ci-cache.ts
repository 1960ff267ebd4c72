import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where `.ci/run` and what it runs keep what takes long to get or to build. */
export const ciCache: string = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'espalier-ci');
