import { X509Certificate } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Located } from '../../model/values.ts';
import type { ProblemCode } from '../../problem.ts';
import { closestAbove, oneSpelling } from '../../repository-url.ts';
import type { Access, Environment } from './network.ts';
import { WireError } from './wire-error.ts';

/** Whom a repository is believed to be, and how. */
export interface Trust {
  /** Certificates of CAs in PEM; absent for the usual ones. */
  readonly ca?: readonly string[];
  /** No certificate is looked at; in OCI registries plain HTTP is spoken. */
  readonly isInsecure: boolean;
}

/** Larger than any bundle of CAs. In bytes. */
const largest = 4 * 1024 * 1024;

/** What `repositories:` and the environment say about certificates. */
export const trustOf = async (repository: string, { root, repositories, network }: Access): Promise<Trust> => {
  const settings = repositories.get(closestAbove(oneSpelling(repository), new Set(repositories.keys())) ?? '');
  const isInsecure = settings?.insecure?.value === true;
  const own = settings?.ca === undefined ? [] : [await readOwn(root, settings.ca)];
  const bundles = await Promise.all(bundleVariables.map((variable) => readBundle(variable, network.environment)));
  const more = [...bundles.flat(), ...own];
  // The platform forgets its own CAs as soon as it is given others.
  return more.length === 0 ? { isInsecure } : { isInsecure, ca: [...rootCertificates, ...more] };
};

/** Where people put the CA of their company: for programs in Go and OpenSSL, and for Node. */
const bundleVariables = ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS'];

const readBundle = async (variable: string, environment: Environment): Promise<readonly string[]> => {
  const path = environment[variable] ?? '';
  const text = path === '' ? '' : await readSmall(path);
  if (text !== undefined) return certificatesOf(text);
  throw new WireError('certificate-untrusted', `${variable} names a file that cannot be read.`, {
    fix: `Mend ${variable}, or take it out of the environment.`,
  });
};

const readSmall = async (path: string): Promise<string | undefined> => {
  try {
    const found = await stat(path);
    return found.isFile() && found.size <= largest ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
};

/** The file that `ca` names, which lies in the repository: whoever clones it trusts the same CA. */
const readOwn = async (root: string, { value: path, at }: Located<string>): Promise<string> => {
  const refuse = (code: ProblemCode, message: string, fix: string): WireError =>
    new WireError(code, message, { at, fix });
  const top = await realpath(root);
  const target = await realpath(join(top, path)).catch(() => undefined);
  if (path.startsWith('/') || (target !== undefined && !target.startsWith(`${top}${sep}`)))
    throw refuse('file-outside-repository', `${path} is not in this repository.`, 'Copy the CA into the repository.');
  const text = target === undefined ? undefined : await readSmall(target);
  if (text === undefined) throw refuse('file-missing', `There is no file ${path}.`, 'Mend the path of the CA.');
  if (certificatesOf(text).length > 0) return text;
  throw refuse('invalid-value', `${path} holds no certificate in PEM.`, 'Put the certificate of the CA there.');
};

const certificatesOf = (text: string): readonly string[] =>
  [...text.matchAll(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g)]
    .map(([block]) => block)
    .filter(isCertificate);

const isCertificate = (block: string): boolean => {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
};
