/**
 * Methods that no route takes: `TRACE` sends back what the upstream was sent, the inside JWT
 * included (RFC 9110, section 9.3.8), and so does `TRACK` where a server knows it; `CONNECT` is for
 * forward proxies.
 */
export const isNeverForwarded = (method: string): boolean =>
  method === 'TRACE' || method === 'TRACK' || method === 'CONNECT';

export const neverForwarded = (method: string): string => `The gateway does not forward ${method}.`;

/** For a caller that asked with another method. */
export const takesMethods = (allow: readonly string[]): string =>
  `This route takes ${allow.join(', ')}.`;

/** To an access token, or a cookie, where the route takes something else. */
export const acceptsNoToken = 'This route accepts no access token.';
