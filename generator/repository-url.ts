/** URLs of chart repositories, which people spell in several ways. */

/** One spelling for each: scheme and host in lower case, without the scheme's usual port, without a slash at the end. */
export const oneSpelling = (url: string): string => {
  const [, scheme = '', host = '', path = ''] = /^([a-z]+):\/\/([^/]*)(.*)$/is.exec(url) ?? [];
  if (host === '') return url;
  const usual = scheme.toLowerCase() === 'http' ? /:80$/ : /:443$/;
  return `${scheme.toLowerCase()}://${host.toLowerCase().replace(usual, '')}${withoutEndSlash(path)}`;
};

/** Repositories are the same with and without it, but what is appended to a URL is not. */
export const withoutEndSlash = (url: string): string => {
  let end = url.length;
  while (url.endsWith('/', end)) end -= 1;
  return url.slice(0, end);
};

export const isOci = (url: string): boolean => /^oci:\/\//i.test(url);

/**
 * Of these URLs, the one whose settings count for a repository: its own, or for an OCI registry the longest that it lies
 * below. All in one spelling.
 */
export const closestAbove = (url: string, urls: ReadonlySet<string>): string | undefined => {
  if (urls.has(url) || !isOci(url)) return urls.has(url) ? url : undefined;
  for (let end = url.lastIndexOf('/'); end > 'oci://'.length; end = url.lastIndexOf('/', end - 1))
    if (urls.has(url.slice(0, end))) return url.slice(0, end);
  return undefined;
};
