/**
 * Whom an address stands for when shares are counted: itself, or of IPv6 the network of 64 bits
 * that one customer has to itself.
 */
export function sourceOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address;
  const [before = '', after] = address.split('::');
  const groups = before.split(':').filter((group) => group !== '');
  if (after === undefined) return groups.slice(0, 4).join(':');
  const last = after.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: 8 - groups.length - last.length }, () => '0');
  return [...groups, ...zeros, ...last].slice(0, 4).join(':');
}
