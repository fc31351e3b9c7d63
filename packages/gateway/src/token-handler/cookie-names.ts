import type { Application } from '../configuration.ts';
import type { Scheme } from '../settings.ts';

/**
 * Names of our cookies. `__Host-` ties a cookie to this very host, and with it goes `Path=/`: two
 * applications of one host are told apart by the name. `Http-` says that no script set it.
 */
export const sessionCookie = ({ path }: Application): string =>
  path === '/' ? 'sp_session' : `sp_session_${path.slice(1, -1).replaceAll('/', '+')}`;

/** What ties sign-ins under way to the browser that began them; `id` has eight characters. */
export const loginCookie = (id: string): string => `sp_login_${id}`;

/**
 * The token handler's, and the issuer's where both have the same host, for cookies do not keep to a port (RFC
 * 6265, section 8.5).
 */
const ours =
  /^(?:__Host-(?:Http-)?)?sp_(?:session(?:_[\w.~+-]+)?(?:\.\d)?|login_[\w-]{8}|sso|acting|browser|device|accounts|remembered|language|theme|notice|form)$/;

/**
 * Whether a cookie is Sallyport's: an upstream neither gets nor sets it. Any other name that begins
 * with `sp_` is an upstream's own.
 */
export const isOurCookie = (wireName: string): boolean => ours.test(wireName);

/**
 * The prefix and `Secure` always, except for Safari on plain-HTTP localhost, which refuses both
 * there. Elsewhere browsers refuse them on plain HTTP, and rightly.
 */
export function dropsPrefix(scheme: Scheme, host: string, userAgent: string): boolean {
  return (
    scheme === 'http' &&
    /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host) &&
    userAgent.includes('Safari/') &&
    !/Chrom(e|ium)\/|HeadlessChrome\/|Edg\//.test(userAgent)
  );
}

/** Browsers that do not know `__Host-Http-` see `__Host-` in it. */
export const wireName = (name: string, bare: boolean): string =>
  bare ? name : `__Host-Http-${name}`;
