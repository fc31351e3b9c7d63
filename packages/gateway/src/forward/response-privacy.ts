/**
 * Shared caches keep nothing of a request with `Authorization` by themselves (RFC 9111, section 3.5);
 * of a cookie they know nothing. So what was answered to a session has to say for whom it is.
 */

/** For one kind of cache each, and obeyed before `Cache-Control` (RFC 9213). */
export const isTargetedCaching = (name: string): boolean =>
  name === 'surrogate-control' || name.endsWith('cdn-cache-control');

/** One directive with its value, in which a comma may be quoted (RFC 9111, section 5.2). */
const directive = /[^,"]*(?:"(?:[^"\\]|\\.)*"[^,"]*)*/g;

/** What only makes sense for a shared cache, or names the fields that a private response is about. */
const forSharing = new Set(['public', 's-maxage', 'proxy-revalidate', 'private']);

const nameOf = (one: string): string => one.split('=', 1)[0]!.trim().toLowerCase();

const maxLength = 1_024;

/** `Cache-Control` for the caller alone. */
export function privateCaching(given: string | null): string {
  if (given === null) return 'private';
  // No real header is as long, and parsing it would take long.
  if (given.length > maxLength) return 'no-store';
  const directives = (given.match(directive) ?? [])
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (directives.some((one) => nameOf(one) === 'no-store')) return 'no-store';
  return ['private', ...directives.filter((one) => !forSharing.has(nameOf(one)))].join(', ');
}
