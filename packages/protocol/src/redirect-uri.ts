const loopbackHosts = new Set(['127.0.0.1', '[::1]', 'localhost']);

export const isLoopback = (url: URL): boolean => loopbackHosts.has(url.hostname);

/**
 * Whether a URI may be registered as a redirect URI at all: absolute, without fragment
 * (RFC 6749, section 3.1.2) and without user information, and HTTPS unless it is a loopback
 * address (RFC 8252, section 7.3) or an app's private-use scheme (section 7.1), which has a dot.
 */
export function isRegistrableRedirectUri(uri: string): boolean {
  const url = parseUrl(uri);
  if (!url || uri.includes('#') || url.username || url.password) return false;
  if (url.protocol === 'https:') return true;
  if (url.protocol === 'http:') return isLoopback(url);
  return url.protocol.includes('.');
}

/**
 * Exact string comparison (RFC 9700, section 2.1). The one exception is the port of a loopback
 * address of a native app, which it only knows once it listens (RFC 8252, section 7.3). For other
 * client types the port must match: on a developer's machine each port is another program.
 */
export function matchesRedirectUri(
  registered: string,
  presented: string,
  clientType: 'web' | 'native' | 'spa' | 'service',
): boolean {
  if (registered === presented) return true;
  if (clientType !== 'native') return false;
  const known = parseUrl(registered);
  const given = parseUrl(presented);
  if (!known || !given || known.protocol !== 'http:' || !isLoopback(known)) return false;
  return withoutPort(registered, known) === withoutPort(presented, given);
}

/** Drops the port from the text as written, so that no URL normalisation widens the match. */
function withoutPort(text: string, url: URL): string {
  const authority = `http://${url.hostname}`;
  if (!text.startsWith(authority)) return text;
  return authority + text.slice(authority.length).replace(/^:\d+/, '');
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}
