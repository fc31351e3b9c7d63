import type { Context as Request } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** Every cookie of the issuer. All are `HttpOnly`, `SameSite=Lax` and for the whole origin. */
export type CookieName = 'sp_session' | 'sp_browser';

/**
 * `__Host-` and `Secure` always, except for Safari on plain-HTTP localhost, which refuses both
 * there. Elsewhere a plain-HTTP issuer does not start.
 */
function wireName(request: Request, name: CookieName): { name: string; secure: boolean } {
  const secure = !isPlainLocalhost(request) || !isSafari(request.req.header('user-agent') ?? '');
  return { name: secure ? `__Host-${name}` : name, secure };
}

const isPlainLocalhost = (request: Request): boolean => request.req.url.startsWith('http:');

const isSafari = (agent: string): boolean =>
  agent.includes('Safari/') && !/Chrom(e|ium)|HeadlessChrome|Edg\//.test(agent);

export function readCookie(request: Request, name: CookieName): string | undefined {
  return getCookie(request, wireName(request, name).name);
}

/** A cookie of the browser's session where `maxAge` (seconds) is left out. */
export function writeCookie(
  request: Request,
  name: CookieName,
  value: string,
  maxAge?: number,
): void {
  const { name: wire, secure } = wireName(request, name);
  setCookie(request, wire, value, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}

export function clearCookie(request: Request, name: CookieName): void {
  const { name: wire, secure } = wireName(request, name);
  deleteCookie(request, wire, { path: '/', secure });
}
