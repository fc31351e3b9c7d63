import { getConnInfo } from '@hono/node-server/conninfo';
import { canonicalAddress, isInNetwork, parseNetwork } from '@sallyport/base/network.ts';
import type { Context as Request } from 'hono';

/** Where a request comes from, as an IP address. */
export type ClientAddress = (request: Request) => string;

/**
 * Behind proxies, every caller has the address of the last proxy: what it says in
 * `X-Forwarded-For` is believed if it is one of `trustedProxies`, and of no other.
 */
export function readClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const trusted = trustedProxies.map((text) => {
    const network = parseNetwork(text);
    if (!network) throw new Error(`Not an address or a network: ${text}`);
    return network;
  });
  const isTrusted = (address: string) => isInNetwork(address, trusted);
  return (request) => {
    const peer = canonicalAddress(getConnInfo(request).remote.address ?? '');
    if (peer === null) return 'local socket';
    return clientAddress(peer, request.req.header('x-forwarded-for') ?? '', isTrusted);
  };
}

/**
 * Each proxy appends the address that called it, and what stands further left came with the request:
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
    const next = parseEntry(entry.trim());
    if (next === null) break;
    client = next;
  }
  return client;
}

/** An entry may have a port, brackets and a zone. */
function parseEntry(text: string): string | null {
  const [, bracketed] = /^\[(.*)\](?::\d+)?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):\d+$/.exec(text) ?? [];
  return canonicalAddress(bracketed ?? withPort ?? text);
}
