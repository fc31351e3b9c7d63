import type { AuthorizationServer, customFetch, HttpRequestOptions } from 'oauth4webapi';
import type { z } from 'zod';
import type { LoginAttempt } from './login-attempts.service.ts';
import type { Profile } from './profile.ts';

/** A provider as a driver sees it: what was configured, and the ways to ask it something. */
export interface Upstream<Settings> {
  /** The keys that only this type of provider has. */
  settings: Settings;
  clientId: string;
  /** The client secret, or the private key of a provider that takes one instead. */
  secret: string;
  redirectUri: string;
  /** Asked for beside those that signing in needs. */
  scopes: readonly string[];
  prompt: string | null;
  /** Claims that the configuration maps: userinfo is asked where the ID token has them not. */
  claims: readonly string[];
  /** More for the authorization request. */
  parameters: Readonly<Record<string, string>>;
  now: Date;
  /**
   * Its metadata (OpenID Connect Discovery), kept for ten minutes.
   *
   * @param named the issuer that it has to name; the one it is found below when left out.
   * @throws UnreachableError
   */
  discover(issuer: string, named?: string): Promise<AuthorizationServer>;
  /**
   * A request within bounds of time and size, that follows no redirect.
   *
   * @throws UnreachableError when there is no answer, or one that says "later".
   */
  fetch: Fetch;
  /** Whether plain HTTP is allowed: for a provider on this machine. */
  plainHttp: boolean;
}

export type Fetch = NonNullable<HttpRequestOptions<'GET' | 'POST', unknown>[typeof customFetch]>;

/** What a sign-in that begins wants of the provider. */
export interface StartRequest {
  attempt: Pick<LoginAttempt, 'nonce' | 'codeVerifier'> & { state: string };
  /** The address or name that the application expects. */
  loginHint: string | undefined;
  /** How old the sign-in at the provider may be, in seconds; undefined where it does not matter. */
  maxAge: number | undefined;
  /** Whether the person wants to say which account. */
  selectAccount: boolean;
  /** Any of these in `acr` would be enough (OpenID Connect Core, section 3.1.2.1); empty where it does not matter. */
  acrValues: readonly string[];
}

/** What the browser brought back. */
export interface CallbackAnswer {
  parameters: URLSearchParams;
  state: string;
  attempt: Pick<LoginAttempt, 'nonce' | 'codeVerifier' | 'signedInSince'>;
}

export interface Answer {
  profile: Profile;
  /**
   * Why userinfo gave nothing. What it would have told is missing then, which is no error: who
   * signed in is in the ID token.
   */
  userinfoFailure?: unknown;
}

/** How one kind of provider signs people in. */
export interface Driver<Settings> {
  /** Where to send the browser. */
  start(upstream: Upstream<Settings>, request: StartRequest): Promise<URL>;
  /**
   * Exchanges the code and reads who signed in.
   *
   * @throws UnreachableError, NotAllowedError, the errors of oauth4webapi, or another Error for an
   *   answer that cannot be trusted.
   */
  finish(upstream: Upstream<Settings>, callback: CallbackAnswer): Promise<Answer>;
}

/** One value of `type` in the configuration. */
export interface ProviderType<Settings = never> extends Driver<Settings> {
  /** What its button says when the configuration gives no name; null where that has to. */
  label: string | null;
  /** The keys that only it has. */
  settings: z.ZodType<Settings> & { shape: z.ZodRawShape };
  /** Which key holds its credential; null where it may have none. */
  credential: 'client_secret' | 'private_key' | null;
  /**
   * What its people are known under, together with their subject: the same for ever, and for every
   * client of that provider.
   */
  issuer(settings: Settings): string;
}

/** Infers the settings of a type from its schema. */
export const defineProvider = <Schema extends z.ZodObject>(
  type: Omit<ProviderType<z.output<Schema>>, 'settings'> & { settings: Schema },
): ProviderType => type as unknown as ProviderType;
