import { withoutEndSlash } from '../repository-url.ts';
/** Where an index says that an archive lies: often relative to the repository. Undefined for what is no HTTP URL. */
export const archiveUrl = (url: string | undefined, repository: string): URL | undefined => {
  const base = `${withoutEndSlash(repository)}/`;
  if (url === undefined || !URL.canParse(url, base)) return undefined;
  const absolute = new URL(url, base);
  // Credentials come from where people keep them, never from an index.
  absolute.username = '';
  absolute.password = '';
  return /^https?:$/.test(absolute.protocol) ? absolute : undefined;
};

/**
 * The same as the lock may have it, which is for everybody to read: a signed URL is soon worth nothing, and until then it
 * is a credential.
 */
export const lockableUrl = (url: string | undefined, repository: string): string | undefined => {
  const absolute = archiveUrl(url, repository);
  const isSigned = /[?&][^?=&]*(?:sig|signature|token|key)=/i.test(absolute?.search ?? '');
  return isSigned ? undefined : absolute?.href;
};
