import { shown, WireError } from './wire-error.ts';

const unreachable: ReadonlyMap<string, string> = new Map([
  ['UND_ERR_CONNECT_TIMEOUT', 'takes no connection in reasonable time'],
  ['ETIMEDOUT', 'takes no connection in reasonable time'],
  ['UND_ERR_HEADERS_TIMEOUT', 'does not answer in reasonable time'],
  ['UND_ERR_BODY_TIMEOUT', 'stopped in the middle of its answer'],
  ['UND_ERR_SOCKET', 'broke off in the middle of its answer'],
  ['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'broke off in the middle of its answer'],
  ['ECONNRESET', 'broke the connection off'],
  ['EPIPE', 'broke the connection off'],
  ['ECONNREFUSED', 'refuses connections'],
  ['ENOTFOUND', 'is a name that nobody knows'],
  ['EAI_AGAIN', 'is a name that cannot be looked up now'],
  ['EHOSTUNREACH', 'cannot be reached from this network'],
  ['ENETUNREACH', 'cannot be reached from this network'],
]);

/** What those who run the server have to mend, by the beginning of the code. */
const broken: readonly (readonly [string, string])[] = [
  ['Z_', 'sends something compressed that cannot be unpacked'],
  ['HPE_', 'does not speak HTTP as it should'],
  ['UND_ERR_HEADERS_OVERFLOW', 'sends headers that are too long'],
];

const untrusted: ReadonlyMap<string, string> = new Map([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'of an unknown CA'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'of an unknown CA'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'of an unknown CA'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'of an unknown CA'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'that it signed itself'],
  ['CERT_HAS_EXPIRED', 'that has expired'],
  ['CERT_NOT_YET_VALID', 'that is not yet valid'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'of another host'],
  ['CERT_SIGNATURE_FAILURE', 'with a wrong signature'],
]);

const ofUnknownCa = /unknown CA|signed itself/;

/** What went wrong with a request, in words for the user and without anything secret. */
export const describeFailure = (error: unknown, url: URL, proxy: URL | undefined): WireError => {
  if (error instanceof WireError) return error;
  // The library wraps what the connection says when a proxy stands in between.
  const inner = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (inner instanceof WireError) return inner;
  const code = codeOf(inner) || codeOf(error);
  const message = error instanceof Error ? error.message : '';
  const refusal = proxy === undefined ? null : /Proxy.*\((\d{3})\)/.exec(message);
  if (refusal !== null)
    return new WireError('repository-unreachable', `The proxy ${proxy?.host} answers ${refusal[1]} for ${url.host}.`, {
      fix: 'Mend HTTPS_PROXY or HTTP_PROXY, or name the host in NO_PROXY.',
    });
  const certificate = untrusted.get(code);
  if (certificate !== undefined) return untrustedCertificate(url, certificate);
  const what = unreachable.get(code);
  const through = proxy === undefined ? '' : ` through the proxy ${proxy.host}`;
  if (what === undefined && /^(ERR_SSL|EPROTO)/.test(code))
    return new WireError('repository-unreachable', `${url.host} does not speak TLS${through} (${shown(url)}).`, {
      fix: 'Mend the port, or write http:// for https://. `insecure: true` under `repositories:` in espalier.yaml speaks plain HTTP to a registry.',
    });
  const [, mistake] = broken.find(([start]) => code.startsWith(start)) ?? [];
  if (mistake !== undefined)
    return new WireError('repository-unreachable', `${url.host} ${mistake}${through} (${shown(url)}).`, {
      isPassing: true,
      fix: `Mend the URL, or ask those who run ${url.host}.`,
    });
  return new WireError('repository-unreachable', `${url.host} ${what ?? unnamed(code)}${through} (${shown(url)}).`, {
    isPassing: true,
    fix: 'Try again later, or see docs/charts.md for work without a network.',
  });
};

/** The code is all that there is to look for. */
const unnamed = (code: string): string => `cannot be asked${code === '' ? '' : ` (the system says ${code})`}`;

const untrustedCertificate = (url: URL, certificate: string): WireError =>
  new WireError('certificate-untrusted', `${url.host} shows a certificate ${certificate}.`, {
    fix: ofUnknownCa.test(certificate)
      ? 'Name its CA in espalier.yaml: `repositories: { URL: { ca: FILE } }`, with FILE in this repository.'
      : 'Have the certificate mended.',
  });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
