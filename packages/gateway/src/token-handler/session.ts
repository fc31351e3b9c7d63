/** What the session cookie seals: the tokens of one signed-in browser, and nothing else. */
export interface Session {
  accessToken: string;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number;
  /** Without one the session lasts as long as its access token. */
  refreshToken?: string;
  /** When it ends if it is not used: with its last token. Milliseconds since the Unix epoch. */
  endsAt: number;
}

/** What a token response says of a session (RFC 6749, section 5.1). */
interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number | undefined;
  readonly refresh_token?: string | undefined;
  /** draft-ietf-oauth-refresh-token-expiration-03. */
  readonly refresh_token_expires_in?: unknown;
}

/**
 * `asked` is when the request was sent, by the wall clock. A refresh token left out stays.
 *
 * @throws when the access token is not a bearer's, or does not say how long it lives.
 */
export function sessionFrom(
  response: TokenResponse,
  asked: number,
  refreshToken?: string,
): Session {
  const { access_token: accessToken, token_type: type, expires_in: seconds = 0 } = response;
  if (type !== 'bearer') throw new Error('The access token is not a bearer token.');
  if (!(seconds > 0)) throw new Error('The token response does not say how long the token lives.');
  const kept = response.refresh_token ?? refreshToken;
  const expiresAt = asked + seconds * 1000;
  if (!kept) return { accessToken, expiresAt, endsAt: expiresAt };
  const refreshable = Number(response.refresh_token_expires_in);
  const endsAt = refreshable > 0 ? asked + refreshable * 1000 : expiresAt + defaultIdleMs;
  return { accessToken, expiresAt, refreshToken: kept, endsAt };
}

/** For an issuer node of an earlier version, which does not say how long a refresh token lives. */
const defaultIdleMs = 30 * 24 * 3_600_000;

/** Short names: the cookie travels with every request. */
interface Sealed {
  a: string;
  e: number;
  x: number;
  r?: string;
}

export function toSealed({ accessToken, expiresAt, endsAt, refreshToken }: Session): Sealed {
  return { a: accessToken, e: expiresAt, x: endsAt, ...(refreshToken ? { r: refreshToken } : {}) };
}

/** Null for what was sealed by another version of this code. */
export function fromSealed(content: unknown): Session | null {
  const { a, e, x, r } = (content ?? {}) as Partial<Sealed>;
  if (typeof a !== 'string' || typeof e !== 'number' || typeof x !== 'number') return null;
  const refreshToken = typeof r === 'string' ? { refreshToken: r } : {};
  return { accessToken: a, expiresAt: e, endsAt: x, ...refreshToken };
}

/** Less life than this is worth a refresh before it is used, in milliseconds. */
const refreshAheadMs = 30_000;

export type SessionState = 'usable' | 'refresh' | 'over';

export function sessionState({ expiresAt, refreshToken }: Session, wall: number): SessionState {
  if (refreshToken && expiresAt - wall < refreshAheadMs) return 'refresh';
  return expiresAt > wall ? 'usable' : 'over';
}
