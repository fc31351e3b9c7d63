/** What the session cookie seals: the tokens of one signed-in browser, and nothing else. */
export interface Session {
  accessToken: string;
  /** Milliseconds since the Unix epoch. */
  expiresAt: number;
  /** Without one the session lasts as long as its access token. */
  refreshToken?: string;
}

/** Short names: the cookie travels with every request, and browsers cut at 4 KB. */
interface Sealed {
  a: string;
  e: number;
  r?: string;
}

export function toSealed({ accessToken, expiresAt, refreshToken }: Session): Sealed {
  return { a: accessToken, e: expiresAt, ...(refreshToken ? { r: refreshToken } : {}) };
}

/** Null for what was sealed by another version of this code. */
export function fromSealed(content: unknown): Session | null {
  const { a, e, r } = (content ?? {}) as Partial<Sealed>;
  if (typeof a !== 'string' || typeof e !== 'number') return null;
  return { accessToken: a, expiresAt: e, ...(typeof r === 'string' ? { refreshToken: r } : {}) };
}

/** Less life than this is worth a refresh before it is used, in milliseconds. */
const refreshAheadMs = 30_000;

export type SessionState = 'usable' | 'refresh' | 'over';

export function sessionState({ expiresAt, refreshToken }: Session, wall: number): SessionState {
  if (refreshToken && expiresAt - wall < refreshAheadMs) return 'refresh';
  return expiresAt > wall ? 'usable' : 'over';
}
