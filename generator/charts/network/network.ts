import type { Repositories } from '../../model/inputs.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The way out of this machine. The caller hands it in: without one, nothing is fetched. */
export interface Network {
  /** Variables that name proxies, credentials, certificates and folders. */
  readonly environment: Environment;
  /** What differs from the usual limits. */
  readonly limits?: Partial<Limits>;
}

/** What a server may cost us. Times in milliseconds. */
export interface Limits {
  /** Until a connection stands. */
  readonly connect: number;
  /** Between two signs of life. */
  readonly idle: number;
  /** For one file, with all redirects and attempts. */
  readonly total: number;
  readonly attempts: number;
  /** Before the second attempt; twice as long before each one after it. */
  readonly pause: number;
  readonly redirects: number;
  readonly indexBytes: number;
  readonly archiveBytes: number;
  /** For manifests, tokens, and one page of tags. */
  readonly answerBytes: number;
  /** How many tags of a chart are looked at. */
  readonly tags: number;
}

/** How many things are fetched at a time. */
export const fetchedAtOnce = 4;

const mebibyte = 1024 * 1024;

const usualLimits: Limits = {
  connect: 10_000,
  idle: 30_000,
  total: 300_000,
  attempts: 3,
  pause: 500,
  redirects: 5,
  indexBytes: 64 * mebibyte,
  archiveBytes: 100 * mebibyte,
  answerBytes: 4 * mebibyte,
  tags: 100_000,
};

/** What fetching needs to know. */
export interface Access {
  readonly network: Network;
  /** Only the cache is looked at. */
  readonly isOffline: boolean;
  /** The repository's root, where files of certificates lie. */
  readonly root: string;
  /** What `repositories:` says, of espalier.yaml and of clusters. By one spelling of the URL. */
  readonly repositories: Repositories;
  readonly signal: AbortSignal;
  /** Says what is being done. Throws where the run is to end. */
  readonly step: (doing: string) => Promise<void>;
}

export const limitsOf = ({ network }: Access): Limits => ({ ...usualLimits, ...network.limits });
