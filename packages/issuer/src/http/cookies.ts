import type { MiddlewareHandler, Context as Request } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/**
 * Every cookie of the issuer. All are `HttpOnly`, `SameSite=Lax` and for the whole host: cookies know
 * no ports (RFC 6265, section 8.5), so that the token handler of a gateway has other names.
 */
export const cookieNames = [
  'sp_sso',
  'sp_acting',
  'sp_browser',
  'sp_device',
  'sp_accounts',
  'sp_remembered',
  'sp_language',
  'sp_theme',
  'sp_notice',
  'sp_form',
] as const;

export type CookieName = (typeof cookieNames)[number];

declare module 'hono' {
  interface ContextVariableMap {
    /** Whether browsers reach the issuer over plain HTTP, which it allows on localhost alone. */
    plainHttp: boolean;
  }
}

/** What counts is the issuer's own URL: a proxy in front of it may have ended TLS. */
export const knowScheme =
  (issuerUrl: string): MiddlewareHandler =>
  (request, next) => {
    request.set('plainHttp', issuerUrl.startsWith('http:'));
    return next();
  };

/**
 * `__Host-` and `Secure` always, except for Safari on plain-HTTP localhost, which refuses both
 * there.
 */
function wireName(request: Request, name: CookieName): { name: string; secure: boolean } {
  const secure = !request.get('plainHttp') || !isSafari(request.req.header('user-agent') ?? '');
  return { name: secure ? `__Host-${name}` : name, secure };
}

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

/** One cookie of a request and its response, for code that knows no HTTP. */
export const cookieOf = (request: Request, name: CookieName) => ({
  read: () => readCookie(request, name),
  /** @param maxAge in seconds; without one the cookie is of the browser's session. */
  write: (value: string, maxAge?: number) => writeCookie(request, name, value, maxAge),
  clear: () => clearCookie(request, name),
});

function clearCookie(request: Request, name: CookieName): void {
  const { name: wire, secure } = wireName(request, name);
  deleteCookie(request, wire, { path: '/', secure });
}
