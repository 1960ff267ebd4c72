import { BlockList, isIP } from 'node:net';
import { isThisMachine } from './addresses.ts';
import type { Environment } from './network.ts';
import { WireError } from './wire-error.ts';

/** The proxy that the environment names for a URL: read as curl, Git and Helm do, small letters first. */
export const proxyFor = (url: URL, environment: Environment): URL | undefined => {
  const of = (name: string): string => environment[name.toLowerCase()] || environment[name] || '';
  const variable = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const text = of(variable);
  if (text === '' || isThisMachine(url.hostname) || isExempt(url, of('NO_PROXY'))) return undefined;
  const withScheme = text.includes('://') ? text : `http://${text}`;
  if (URL.canParse(withScheme) && /^https?:/.test(withScheme)) return new URL(withScheme);
  throw new WireError('repository-unreachable', `${variable} does not name a proxy that can be used.`, {
    fix: `Write ${variable}=http://HOST:PORT.`,
  });
};

/** Whether NO_PROXY covers a host: `*`, names with everything below them, addresses, networks (`10.0.0.0/8`), each with a port or not. */
const isExempt = (url: URL, list: string): boolean => {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((item) => {
      if (item === '*') return true;
      if (isNetworkWith(item, host)) return true;
      const [, name = item, only] = /^(.*?):(\d+)$/.exec(isIP(item) === 6 ? '' : item) ?? [];
      const bare = name.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\./, '');
      return bare !== '' && (only === undefined || only === port) && (host === bare || host.endsWith(`.${bare}`));
    });
};

const isNetworkWith = (item: string, host: string): boolean => {
  const [, network = '', bits = ''] = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(item) ?? [];
  const family = isIP(network);
  if (family === 0 || isIP(host) !== family || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
};
