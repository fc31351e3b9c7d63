/**
 * For the pages of an application behind a Sallyport gateway: who is signed in, signing in and out. The
 * page holds no token; the gateway keeps them in a cookie that no script reads.
 *
 * Everything takes `base`, the path that the application is served at: `/` unless it is said.
 */

/** A person is signed in. */
export interface SignedIn {
  signedIn: true;
  user: {
    /** Stable, and unique at this issuer. */
    sub: string;
    name?: string;
    /** To be shown as an address of this person only with `emailVerified`. */
    email?: string;
    emailVerified?: boolean;
  };
  roles: string[];
  /** By API. For what to show; what is allowed is decided at each request. */
  permissions: Record<string, string[]>;
  /** When the session ends if it is not used. */
  endsAt: Date;
}

/** The page has no session. */
export interface SignedOut {
  signedIn: false;
  /** Why the sign-in that has just led here did not succeed: `access_denied`, `expired_attempt`, … */
  error: string | null;
}

/** Where the application is. */
export interface BrowserOptions {
  base?: string;
}

/**
 * A call that failed. `code` is the gateway's error code (`temporarily_unavailable`, …), or
 * `unreachable` when there was no answer.
 */
export class BrowserError extends Error {
  override readonly name = 'BrowserError';
  readonly code: string;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;

  constructor(code: string, message: string, about: { status?: number; cause?: unknown } = {}) {
    super(message, { cause: about.cause });
    this.code = code;
    this.status = about.status;
  }
}

/**
 * Who is signed in, as the issuer sees it now.
 *
 * @throws BrowserError
 */
export async function session({ base = '/' }: BrowserOptions = {}): Promise<SignedIn | SignedOut> {
  const told = (await call(`${base}auth/session`)) as unknown as SessionOnWire;
  const error = takeAuthError();
  if (!told.signed_in) return { signedIn: false, error };
  const { email_verified: emailVerified, ...user } = told.user;
  return {
    signedIn: true,
    user: { ...user, ...(emailVerified === undefined ? {} : { emailVerified }) },
    roles: told.roles,
    permissions: told.permissions,
    endsAt: new Date(Date.now() + told.session_expires_in * 1000),
  };
}

/** How to sign in (OpenID Connect Core, section 3.1.2.1). The issuer decides what it obeys. */
export interface SignInOptions extends BrowserOptions {
  /** A path of this origin; the page as it is now when left out. */
  returnTo?: string;
  /** What the person has to sign in by, the preferred first: `acr` values. */
  acrValues?: readonly string[];
  /** Who is going to sign in: an address, for the form to be filled in with. */
  loginHint?: string;
  /** Seconds: who signed in longer ago does so again. 0 for in any case. */
  maxAge?: number;
  /** The key of the organization that the person is going to act for. */
  organization?: string;
  /** `login`, `consent`, `select_account` or `none`, several with spaces between. */
  prompt?: string;
  /** Languages for the pages of the issuer, the preferred first: `de-AT`. */
  uiLocales?: readonly string[];
}

/** Leaves the page, to sign in and come back. */
export function signIn({
  base = '/',
  returnTo = here(),
  acrValues,
  loginHint,
  maxAge,
  organization,
  prompt,
  uiLocales,
}: SignInOptions = {}): Promise<never> {
  const wishes = {
    return_to: returnTo,
    acr_values: acrValues?.join(' '),
    login_hint: loginHint,
    max_age: maxAge,
    organization,
    prompt,
    ui_locales: uiLocales?.join(' '),
  };
  const parameters = new URLSearchParams();
  for (const [name, wish] of Object.entries(wishes)) {
    if (wish !== undefined) parameters.set(name, String(wish));
  }
  return leaveFor(`${base}auth/login?${parameters}`);
}

/**
 * Ends the session here and at the issuer, and leaves the page for the application's first one.
 *
 * @throws BrowserError when it has not ended; it may be tried again.
 */
export async function signOut({ base = '/' }: BrowserOptions = {}): Promise<never> {
  const headers = { 'content-type': 'application/json' };
  const { location } = await call(`${base}auth/logout`, { method: 'POST', headers, body: '{}' });
  return leaveFor(String(location));
}

/**
 * `fetch`, which leaves the page to sign in when the session has ended. A 401 for another reason
 * comes back as any answer does.
 */
export async function fetchSignedIn(
  input: string | URL | Request,
  init?: RequestInit,
  options: BrowserOptions = {},
): Promise<Response> {
  const response = await fetch(input, init);
  if (response.status !== 401 || (await session(options)).signedIn) return response;
  return signIn(options);
}

interface SessionOnWire {
  signed_in: boolean;
  user: { sub: string; name?: string; email?: string; email_verified?: boolean };
  roles: string[];
  permissions: Record<string, string[]>;
  session_expires_in: number;
}

async function call(path: string, init?: RequestInit): Promise<Record<string, unknown>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, { cache: 'no-store', ...init });
    text = await response.text();
  } catch (cause) {
    const message = 'There was no answer. Check the connection and try again.';
    throw new BrowserError('unreachable', message, { cause });
  }
  const body = parse(text);
  if (response.ok && body) return body;
  const { error, error_description: description } = body ?? {};
  const { status } = response;
  const message = String(description ?? `${path} answered ${status}.`);
  throw new BrowserError(String(error ?? 'server_error'), message, { status });
}

function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

/** A sign-in that did not succeed comes back as `#auth_error=<code>`. Told once. */
function takeAuthError(): string | null {
  const { location, history } = page;
  const code = new URLSearchParams(location.hash.slice(1)).get('auth_error');
  if (code !== null) history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}

function here(): string {
  const { pathname, search, hash } = page.location;
  return pathname + search + (hash.startsWith('#auth_error=') ? '' : hash);
}

/** Nothing goes on in a page that is being left. */
function leaveFor(url: string): Promise<never> {
  page.location.assign(url);
  return new Promise(() => {});
}

/** What is used of a page here: this package is checked without the types of browsers. */
const page = globalThis as unknown as {
  location: { pathname: string; search: string; hash: string; assign(url: string): void };
  history: { state: unknown; replaceState(state: unknown, unused: string, url: string): void };
};
