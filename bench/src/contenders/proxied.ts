import type { Target } from '../contender.ts';
import { upstreamVariable } from '../contender.ts';

/** The upstream's origin, `http://127.0.0.1:<port>`. */
export function upstreamOrigin(): string {
  const origin = process.env[upstreamVariable];
  if (!origin) throw new Error(`${upstreamVariable} is not set; start with npm run bench`);
  return origin;
}

/**
 * A small GET through a proxy.
 *
 * @param credential what the upstream must have been given
 */
export function proxiedGet(origin: string, token: string, credential: 'jwt' | 'opaque'): Target {
  return {
    url: `${origin}/api/orders/42`,
    method: 'GET',
    headers: { authorization: `Bearer ${token}` },
    expect: { status: 200, contains: `"credential":"${credential}"` },
  };
}

/** Of the length of a real one; the plain proxies pass it on unread. */
export const someToken = `sp_at_${'x'.repeat(200)}`;
