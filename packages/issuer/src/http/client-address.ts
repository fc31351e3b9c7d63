import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as Request } from 'hono';

/** Where a request comes from, as an IP address. */
export type ClientAddress = (request: Request) => string;

/**
 * Behind proxies, everybody comes from the address of the last one: what it says in
 * `X-Forwarded-For` is believed if it is one of `trustedProxies`, and of nobody else.
 */
export function readClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = new BlockList();
  for (const text of trustedProxies) {
    const network = parseNetwork(text);
    if (!network) throw new Error(`Not an address or a network: ${text}`);
    trusted.addSubnet(network.address, network.prefix, network.family);
  }
  const isTrusted = (address: string) => trusted.check(address, familyOf(address));
  return (request) => {
    const peer = parseAddress(getConnInfo(request).remote.address ?? '');
    if (peer === null) return 'local socket';
    return clientAddress(peer, request.req.header('x-forwarded-for') ?? '', isTrusted);
  };
}

/**
 * Each proxy appends whom it was called by, and whatever stands further left came with the request:
 * the client is the right-most one that is no proxy of ours. Where an entry is no address, the one
 * that was told last counts.
 */
export function clientAddress(
  peer: string,
  forwarded: string,
  isTrusted: (address: string) => boolean,
): string {
  let client = peer;
  for (const entry of forwarded.split(',').reverse()) {
    if (!isTrusted(client)) break;
    const next = parseAddress(entry.trim());
    if (next === null) break;
    client = next;
  }
  return client;
}

interface Network {
  address: string;
  family: 'ipv4' | 'ipv6';
  prefix: number;
}

/** `10.0.0.0/8`, `fd00::/8`, or one address. */
export function parseNetwork(text: string): Network | null {
  const [, address = '', digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (isIP(address) === 0 || address.includes('%')) return null;
  const family = familyOf(address);
  const width = family === 'ipv4' ? 32 : 128;
  const prefix = digits === undefined ? width : Number(digits);
  return prefix <= width ? { address, family, prefix } : null;
}

const familyOf = (address: string) => (isIP(address) === 4 ? 'ipv4' : 'ipv6');

/** Without port, brackets and zone; an IPv4 address in IPv6 notation as what it is. */
function parseAddress(text: string): string | null {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  const address = (bracketed ?? withPort ?? text)
    .replace(/%.*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '');
  return isIP(address) === 0 ? null : address;
}
