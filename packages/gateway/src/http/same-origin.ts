import type { Scheme } from '../settings.ts';
import type { Incoming } from './incoming.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

export const isSafeMethod = (method: string): boolean => safeMethods.has(method);

/**
 * Whether a page of the same origin made this request. `SameSite=Strict` alone lets a sibling
 * domain through; these headers a page can neither forge nor drop. A request with neither comes from no
 * current browser and is not believed.
 */
export function isSameOrigin(incoming: Incoming, scheme: Scheme): boolean {
  if (incoming.fetchSite !== undefined) return incoming.fetchSite === 'same-origin';
  return hasSameOrigin(incoming, scheme);
}

/** By `Origin` alone, which browsers send with each handshake of a WebSocket (RFC 6455, section 10.2). */
export const hasSameOrigin = ({ origin, host }: Incoming, scheme: Scheme): boolean =>
  origin === `${scheme}://${host}`;
