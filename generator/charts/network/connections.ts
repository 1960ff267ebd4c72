import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import { checkHost, type Guard, guardedLookup, isThisMachine } from './addresses.ts';
import { type Access, type Limits, limitsOf } from './network.ts';
import { proxyFor } from './proxy.ts';
import type { Trust } from './trust.ts';

/** The connections of one repository: it decides whom they trust, and what it may lead to. */
export interface Connections {
  readonly access: Access;
  readonly limits: Limits;
  readonly trust: Trust;
  /** The host of the repository, as the user wrote it. */
  readonly host: string;
  /** What carries a request to a host. Throws a `WireError` for one that is never asked. */
  readonly to: (url: URL) => Dispatcher;
  readonly close: () => Promise<void>;
}

export const connectionsOf = (host: string, trust: Trust, access: Access): Connections => {
  const limits = limitsOf(access);
  const open = new Map<string, Dispatcher>();
  const to = (url: URL): Dispatcher => {
    const guard = { host: url.hostname, mayBeThisMachine: url.hostname === host || isThisMachine(host) };
    checkHost(guard);
    const proxy = proxyFor(url, access.network.environment);
    const key = JSON.stringify([url.origin, proxy?.href]);
    const dispatcher = open.get(key) ?? make(url, guard, proxy);
    open.set(key, dispatcher);
    return dispatcher;
  };
  const make = (url: URL, guard: Guard, proxy: URL | undefined): Dispatcher => {
    // Only the host itself is taken as it is: whatever it leads to has to prove who it is.
    const rejectUnauthorized = !(trust.isInsecure && url.hostname === host);
    const tls = { rejectUnauthorized, ...(trust.ca === undefined ? {} : { ca: [...trust.ca] }) };
    const timeouts = { headersTimeout: limits.idle, bodyTimeout: limits.idle };
    if (proxy === undefined)
      return new Agent({ ...timeouts, connect: { ...tls, timeout: limits.connect, lookup: guardedLookup(guard) } });
    return new ProxyAgent({
      ...timeouts,
      uri: proxy.href,
      // Many proxies let tunnels through to port 443 alone.
      proxyTunnel: false,
      requestTls: { ...tls, timeout: limits.connect },
      proxyTls: { timeout: limits.connect, ...(trust.ca === undefined ? {} : { ca: [...trust.ca] }) },
    });
  };
  const close = async (): Promise<void> => {
    await Promise.all([...open.values()].map((dispatcher) => dispatcher.destroy()));
  };
  return { access, limits, trust, host, to, close };
};
