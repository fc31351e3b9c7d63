import { createHmac, timingSafeEqual } from 'node:crypto';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Random } from '../runtime/random.ts';
import { sha256 } from '../runtime/sha256.ts';
import { readCookie, writeCookie } from './cookies.ts';
import type { Form } from './parameters.ts';

/**
 * The browser that a sign-in happens in: a random cookie that forms, authorization requests and
 * federation attempts are tied to, so that none of them works in another browser.
 */
export interface Browser {
  /** SHA-256 of the cookie, for rows. */
  hash: Buffer;
  /** For the hidden field `csrf` of every form. */
  csrf: string;
}

export interface BrowserDependencies {
  /** `csrf`: the key that forms are tied to browsers with. */
  secrets: { csrf: Buffer };
  random: Random;
}

const cookiePattern = /^[A-Za-z0-9_-]{43}$/;

declare module 'hono' {
  interface ContextVariableMap {
    /** Known by its cookie, or given one by this very answer. */
    browser?: Browser;
  }
}

/** Null when this browser has not been seen yet. */
export function knownBrowser(
  request: Request,
  { secrets }: Pick<BrowserDependencies, 'secrets'>,
): Browser | null {
  const met = request.get('browser');
  if (met) return met;
  const cookie = readCookie(request, 'sp_browser');
  return cookie && cookiePattern.test(cookie) ? meet(request, cookie, secrets.csrf) : null;
}

/** The same, giving an unknown browser its cookie. */
export function ensureBrowser(request: Request, context: BrowserDependencies): Browser {
  const known = knownBrowser(request, context);
  if (known) return known;
  const cookie = context.random.bytes(32).toString('base64url');
  writeCookie(request, 'sp_browser', cookie);
  return meet(request, cookie, context.secrets.csrf);
}

/** Once a request: the cookie does not change meanwhile. */
function meet(request: Request, cookie: string, key: Buffer): Browser {
  const browser = {
    hash: sha256(cookie),
    csrf: createHmac('sha256', key).update(cookie).digest('base64url'),
  };
  request.set('browser', browser);
  return browser;
}

/** Every form of ours has this hidden field. */
type CsrfForm = Form<'csrf'>;

/** Whether a form was made for the browser that it comes from. */
export function isFromBrowser(form: CsrfForm, browser: Browser | null): browser is Browser {
  const given = Buffer.from(form.csrf ?? '');
  const expected = Buffer.from(browser?.csrf ?? '');
  return browser !== null && given.length === expected.length && timingSafeEqual(given, expected);
}

/** @throws OAuthError `access_denied` unless the form was made for this browser. */
export function requireCsrf(form: CsrfForm, browser: Browser | null): void {
  if (!isFromBrowser(form, browser)) {
    throw new OAuthError(
      'access_denied',
      'This form was not made for this browser. Go back to the application and start again.',
    );
  }
}
