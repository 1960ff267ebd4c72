import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { WireError } from './wire-error.ts';

const blockList = (networks: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[]): BlockList => {
  const list = new BlockList();
  for (const [address, prefix, family] of networks) list.addSubnet(address, prefix, family);
  return list;
};

/** Link-local addresses, and those at which clouds give credentials to whoever asks from inside. No chart lies there. */
const metadata = blockList([
  ['169.254.0.0', 16, 'ipv4'],
  ['100.100.100.200', 32, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['192.0.0.192', 32, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
  ['fd20:ce::254', 128, 'ipv6'],
]);

const metadataName = /^(metadata|metadata\.google\.internal|instance-data(\.ec2\.internal)?)\.?$/i;

const thisMachine = blockList([
  ['127.0.0.0', 8, 'ipv4'],
  ['0.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
  ['::', 128, 'ipv6'],
]);

const isIn = (list: BlockList, address: string): boolean =>
  isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** The 16 bytes of an IPv6 address, its zone left out. */
const bytesOf = (address: string): readonly number[] => {
  const { hostname } = new URL(`http://[${address.replace(/%.*$/, '')}]`);
  const [head = [], tail = []] = hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''));
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
};

/** Networks whose addresses stand for one of IPv4, and at which bytes of theirs it may be. */
const embeddings: readonly (readonly [BlockList, readonly (readonly [number, number, number, number])[]])[] = [
  // NAT64 (RFC 6052), and the addresses of old that were compatible with IPv4.
  [
    blockList([
      ['64:ff9b::', 96, 'ipv6'],
      ['::', 96, 'ipv6'],
    ]),
    [[12, 13, 14, 15]],
  ],
  // NAT64 of a network of its own (RFC 8215), which may have divided it further; byte 8 stays zero.
  [
    blockList([['64:ff9b:1::', 48, 'ipv6']]),
    [
      [6, 7, 9, 10],
      [7, 9, 10, 11],
      [9, 10, 11, 12],
      [12, 13, 14, 15],
    ],
  ],
  // 6to4 (RFC 3056).
  [blockList([['2002::', 16, 'ipv6']]), [[2, 3, 4, 5]]],
];

/** Addresses of IPv4 to which a router may carry what is sent to one of IPv6. */
const embedded = (address: string): readonly string[] => {
  if (isIP(address) !== 6) return [];
  const bytes = bytesOf(address);
  return (
    embeddings
      .flatMap(([networks, places]) =>
        isIn(networks, address) ? places.map((place) => place.map((index) => bytes[index])) : [],
      )
      // No network carries anything to 0.0.0.0/8: that is what another of the places looks like.
      .filter(([first]) => first !== 0)
      .map((place) => place.join('.'))
  );
};

/** A host as a URL has it, which puts IPv6 in brackets. */
const plain = (host: string): string => host.replace(/^\[(.*)\]$/, '$1');

/** Whether a host is this machine by its very name. */
export const isThisMachine = (host: string): boolean =>
  isIn(thisMachine, plain(host)) || /^(.+\.)?localhost\.?$/i.test(host);

/** What keeps one host from being asked, whoever names it. */
export interface Guard {
  readonly host: string;
  /** Whether the user meant this machine, or this very host. */
  readonly mayBeThisMachine: boolean;
}

const refuse = (host: string, address: string): WireError =>
  new WireError('redirect-refused', `${host} is ${address}, an address from which no chart is taken.`, {
    fix: 'Ask those who run the repository why it leads there.',
  });

const wrongAddress = ({ host, mayBeThisMachine }: Guard, address: string): WireError | undefined =>
  [address, ...embedded(address)].some((one) => isIn(metadata, one) || (!mayBeThisMachine && isIn(thisMachine, one)))
    ? refuse(host, address)
    : undefined;

/** Refuses a host that is wrong by its name. Behind a proxy nothing more is known of it. */
export const checkHost = (guard: Guard): void => {
  const host = plain(guard.host);
  if (metadataName.test(host)) throw refuse(host, 'where clouds keep credentials');
  if (!guard.mayBeThisMachine && isThisMachine(guard.host)) throw refuse(host, 'this machine');
  const wrong = wrongAddress({ ...guard, host }, host);
  if (wrong !== undefined) throw wrong;
};

/**
 * Resolves a name and refuses its addresses in one step: a name that is looked at first and resolved again for the
 * connection could lead elsewhere the second time.
 */
export const guardedLookup =
  (guard: Guard): LookupFunction =>
  (hostname, options: LookupOptions, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
      if (error !== null) return callback(error, '', 0);
      const wrong = addresses.map(({ address }) => wrongAddress(guard, address)).find((one) => one !== undefined);
      const [first] = addresses;
      if (wrong !== undefined || first === undefined) return callback(wrong ?? refuse(hostname, 'nowhere'), '', 0);
      return options.all === true ? callback(null, addresses) : callback(null, first.address, first.family);
    });
  };
