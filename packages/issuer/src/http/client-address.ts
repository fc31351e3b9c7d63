import { canonicalAddress } from '@sallyport/base/network.ts';

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
