import { clientAddress } from '@sallyport/base/client-address.ts';
import {
  canonicalAddress,
  isInNetwork,
  type Network,
  parseNetwork,
} from '@sallyport/base/network.ts';
import type { ProxySettings, Scheme } from '../settings.ts';
import { parseForwarded } from './forwarded.ts';

/** How a caller came. */
export interface Client {
  address: string;
  scheme: Scheme;
}

interface Peer {
  address: string;
  isTrusted: boolean;
}

const callersThemselves = { networks: [], header: 'x-forwarded-for' } as const;

const maxKnownPeers = 10_000;

/** Finds the caller behind the proxies that the configuration trusts. */
export class TrustedProxies {
  readonly #networks: readonly Network[];
  readonly #header: ProxySettings['header'];
  readonly #scheme: Scheme;
  /** Parsing an address takes some µs, and connections have many requests. */
  readonly #peers = new Map<string, Peer>();

  /** @param scheme what callers use where no proxy says otherwise */
  constructor(
    { networks, header }: Pick<ProxySettings, 'networks' | 'header'> = callersThemselves,
    scheme: Scheme,
  ) {
    this.#networks = networks.map((text) => {
      const network = parseNetwork(text);
      if (!network) throw new Error(`Not an address or a network: ${text}`);
      return network;
    });
    this.#header = header;
    this.#scheme = scheme;
  }

  /**
   * @param remoteAddress of the other end of the connection
   * @param rawHeaders name and value in turn
   */
  clientOf(remoteAddress: string, rawHeaders: readonly string[]): Client {
    const peer = this.#peer(remoteAddress);
    if (!peer.isTrusted) return { address: peer.address, scheme: this.#scheme };
    return this.#header === 'forwarded'
      ? this.#byForwarded(peer.address, rawHeaders)
      : this.#byXForwarded(peer.address, rawHeaders);
  }

  isTrusted = (address: string): boolean => this.#peer(address).isTrusted;

  #byXForwarded(peer: string, rawHeaders: readonly string[]): Client {
    const entries = listOf(rawHeaders, 'x-forwarded-for');
    const { address, believed } = clientAddress(peer, entries, this.isTrusted);
    const schemes = listOf(rawHeaders, 'x-forwarded-proto');
    // A proxy appends to this one too, or there is one for all that the first of them has written.
    const told = schemes[Math.max(0, schemes.length - Math.max(1, believed))];
    return { address, scheme: this.#schemeIn(told) };
  }

  #byForwarded(peer: string, rawHeaders: readonly string[]): Client {
    const elements = parseForwarded(listOf(rawHeaders, 'forwarded').join(','));
    const entries = elements.map((element) => element.get('for') ?? 'unknown');
    const { address, believed } = clientAddress(peer, entries, this.isTrusted);
    const told = elements.at(-Math.max(1, believed))?.get('proto');
    return { address, scheme: this.#schemeIn(told) };
  }

  /** Traefik writes `wss` for a WebSocket. */
  #schemeIn(told: string | undefined): Scheme {
    const text = told?.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase();
    if (text === 'https' || text === 'wss') return 'https';
    return text === 'http' || text === 'ws' ? 'http' : this.#scheme;
  }

  #peer(remoteAddress: string): Peer {
    const known = this.#peers.get(remoteAddress);
    if (known) return known;
    const address = canonicalAddress(remoteAddress) ?? remoteAddress;
    const peer = { address, isTrusted: isInNetwork(address, this.#networks) };
    if (this.#peers.size >= maxKnownPeers) this.#peers.clear();
    this.#peers.set(remoteAddress, peer);
    return peer;
  }
}

/** The comma-separated parts of all headers of a name, or none. */
function listOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === name)
      values.push(...rawHeaders[index + 1]!.split(','));
  }
  return values;
}
