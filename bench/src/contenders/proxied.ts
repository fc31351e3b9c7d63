import { requestVariable, type Target, upstreamVariable } from '../contender.ts';

/** The upstream's origin, `http://127.0.0.1:<port>`. */
export function upstreamOrigin(): string {
  const origin = process.env[upstreamVariable];
  if (!origin) throw new Error(`${upstreamVariable} is not set; start with npm run bench`);
  return origin;
}

/** What a row sends through its proxies. */
export type ProxiedRequest = 'get' | 'post' | 'download';

const requests: Record<ProxiedRequest, Pick<Target, 'method' | 'body'> & { path: string }> = {
  get: { method: 'GET', path: '/api/orders/42' },
  post: { method: 'POST', path: '/api/orders/42', body: JSON.stringify({ note: 'x'.repeat(180) }) },
  download: { method: 'GET', path: '/api/files/large' },
};

/**
 * The row's request through a proxy.
 *
 * @param credential what the upstream must have been given
 */
export function proxied(
  origin: string,
  headers: Record<string, string>,
  credential: 'jwt' | 'opaque',
): Target {
  const kind = process.env[requestVariable] as ProxiedRequest;
  const { path, ...request } = requests[kind];
  return {
    url: origin + path,
    ...request,
    headers: { ...headers, ...(request.body && { 'content-type': 'application/json' }) },
    expect: {
      status: 200,
      contains: kind === 'download' ? 'xxxx' : `"credential":"${credential}"`,
    },
  };
}

/** Of the length of a real one; the plain proxies pass it on unread. */
export const someToken = { authorization: `Bearer sp_at_${'x'.repeat(200)}` };
