import { canonicalAddress } from './network.ts';

export interface ClientAddress {
  address: string;
  /** How many entries of the list, from its right, were believed. */
  believed: number;
}

/**
 * Each proxy appends the address that called it, and what stands further left came with the request:
 * the client is the right-most one that is no proxy of ours. Where an entry is no address, the one
 * that was told last counts.
 *
 * @param entries of `X-Forwarded-For`, or what `for` has in `Forwarded`, in the order of the header
 */
export function clientAddress(
  peer: string,
  entries: readonly string[],
  isTrusted: (address: string) => boolean,
): ClientAddress {
  let address = peer;
  let believed = 0;
  while (believed < entries.length && isTrusted(address)) {
    const next = parseEntry(entries.at(-1 - believed)!);
    if (next === null) break;
    address = next;
    believed++;
  }
  return { address, believed };
}

/** An entry may have a port (RFC 7239, section 6: also a made-up one), brackets and a zone. */
function parseEntry(entry: string): string | null {
  const text = entry.replace(/^[ \t]+|[ \t]+$/g, '');
  const [, bracketed] = /^\[(.*)\](?::(?:\d+|_[\w.-]+))?$/.exec(text) ?? [];
  const [, withPort] = /^([\d.]+):(?:\d+|_[\w.-]+)$/.exec(text) ?? [];
  return canonicalAddress(bracketed ?? withPort ?? text);
}
