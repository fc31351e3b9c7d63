import type { IncomingMessage } from 'node:http';
import { clientAddress } from '@sallyport/base/client-address.ts';
import { canonicalAddress, isInNetwork, networkOf, parseNetwork } from '@sallyport/base/network.ts';
import type { Context as Request } from 'hono';

/** Where requests come from, behind the proxies that the configuration trusts. */
export interface Callers {
  /** Whether this address is a proxy's that the configuration trusts. */
  isProxy(address: string): boolean;
  /** IP address of the client. */
  addressOf(request: IncomingMessage): string;
  address(request: Request): string;
  /**
   * What its requests are counted by, where there are limits for a network. Behind a proxy that the
   * configuration does not name, all would share one limit: there the address that the proxy tells
   * counts. It is believed for this alone, and only its last entry, which callers do not choose.
   */
  network(request: Request): string;
}

/** Networks that are not on the internet: a caller there that sends for others is a proxy. */
const privateNetworks = [
  ...['127.0.0.0/8', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'],
  ...['169.254.0.0/16', '::1', 'fc00::/7', 'fe80::/10'],
].map((text) => parseNetwork(text)!);

/** @param trustedProxies addresses and networks whose `X-Forwarded-For` is believed */
export function createCallers(trustedProxies: readonly string[] = []): Callers {
  const trusted = trustedProxies.map((text) => {
    const network = parseNetwork(text);
    if (!network) throw new Error(`Not an address or a network: ${text}`);
    return network;
  });
  const isProxy = (address: string) => isInNetwork(address, trusted);
  const callerOf = ({ socket, headers }: IncomingMessage) => {
    const peer = canonicalAddress(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (peer === null) return { address: 'local socket', counted: 'local socket' };
    if (forwarded === undefined) return { address: peer, counted: peer };
    const isUnnamedProxy = !isProxy(peer) && isInNetwork(peer, privateNetworks);
    const believes = isUnnamedProxy ? (address: string) => address === peer : isProxy;
    const entries = String(forwarded).split(',');
    return {
      address: clientAddress(peer, entries, isProxy).address,
      counted: clientAddress(peer, entries, believes).address,
    };
  };
  const incomingOf = (request: Request): IncomingMessage => request.env.incoming;
  return {
    isProxy,
    addressOf: (request) => callerOf(request).address,
    address: (request) => callerOf(incomingOf(request)).address,
    network: (request) => networkOf(callerOf(incomingOf(request)).counted),
  };
}
