import { isIP } from 'node:net';
import ipaddr, { type IPv4, type IPv6 } from 'ipaddr.js';

type Address = IPv4 | IPv6;

/** An address and how many of its leading bits count. */
export type Network = readonly [address: Address, prefix: number];

/** The length of the IPv6 prefix that one subscriber has (RFC 6177, section 2). */
const subscriberBits = 64;

/**
 * An IP address in its canonical form (RFC 5952), so that equal addresses are equal texts: an IPv4
 * address in IPv6 notation is the IPv4 address, and a zone, which only this machine knows, is
 * dropped. Null for anything else.
 */
export const canonicalAddress = (text: string): string | null =>
  ipv4In(text) ?? parse(text)?.toString() ?? null;

/**
 * What limits count as one caller: an IPv4 address, or the /64 of an IPv6 address, because one
 * subscriber has all addresses of a /64. Text that is not an address (a Unix socket) is returned as it
 * is.
 */
export function networkOf(text: string): string {
  const ipv4 = ipv4In(text);
  if (ipv4 !== null) return ipv4;
  const known = subscribers.get(text);
  if (known !== undefined) return known;
  const network = subscriberOf(text);
  // Callers choose the addresses: what is kept of them has a bound.
  if (subscribers.size >= maxSubscribers) subscribers.clear();
  if (text.length <= maxAddress) subscribers.set(text, network);
  return network;
}

/** The library takes 15 µs, and gateways ask for each request. */
const subscribers = new Map<string, string>();
const maxSubscribers = 1_000;
const maxAddress = 64;

function subscriberOf(text: string): string {
  const address = parse(text);
  if (!address) return text;
  if (address.kind() === 'ipv4') return address.toString();
  const leading = (address as IPv6).parts.slice(0, subscriberBits / 16);
  return `${new ipaddr.IPv6([...leading, 0, 0, 0, 0])}/${subscriberBits}`;
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. Null for anything else. */
export function parseNetwork(text: string): Network | null {
  const [, bare = '', digits] = /^([^/%]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (isIP(bare) === 0) return null;
  const written = ipaddr.parse(bare);
  const prefix = digits === undefined ? widthOf(written) : Number(digits);
  if (prefix > widthOf(written)) return null;
  const address = ipaddr.process(bare);
  const mapped = widthOf(written) - widthOf(address);
  return prefix < mapped ? [written, prefix] : [address, prefix - mapped];
}

/** Whether an address is in one of these networks. */
export function isInNetwork(text: string, networks: readonly Network[]): boolean {
  const address = networks.length > 0 ? parse(text) : null;
  if (!address) return false;
  return networks.some(
    ([network, prefix]) => network.kind() === address.kind() && address.match(network, prefix),
  );
}

const widthOf = (address: Address): number => (address.kind() === 'ipv4' ? 32 : 128);

/** The usual forms, `192.0.2.7` and `::ffff:192.0.2.7`, without the library, which takes 15 µs. */
function ipv4In(text: string): string | null {
  const bare = text.startsWith('::ffff:') ? text.slice('::ffff:'.length) : text;
  return isIP(bare) === 4 ? bare : null;
}

/** `isIP` first: the library also takes `127.1`, `0x7f.1` and `010.0.0.1`, which servers read differently. */
function parse(text: string): Address | null {
  const [bare = ''] = text.includes(':') ? text.split('%', 1) : [text];
  return isIP(bare) === 0 ? null : ipaddr.process(bare);
}
