import * as oauth from 'oauth4webapi';
import { StartupError } from '../startup-error.ts';
import { client, discover, noSecret, optionsFor, reasonOf } from './authorization-server.ts';
import { type KeptSignIn, keepSignIn, readSignIn, type Tokens } from './kept-sign-ins.ts';
import { tokensOf } from './tokens-of.ts';

/** A token with less than this to live may end on its way. */
const leastMs = 30_000;

const isFresh = ({ expiresAt }: Tokens): boolean => expiresAt - Date.now() > leastMs;

/**
 * An access token of the person who is signed in at an issuer; null without one.
 *
 * Two commands at once may both refresh: the issuer gives them the same successor (for ten seconds, as long as
 * it is unused), so that either may be written last and nothing has to be locked. One that was stopped
 * for longer in between is refused, and finds what the other one has kept.
 *
 * @throws StartupError when the sign-in has ended
 */
export async function accessToken(issuer: string): Promise<string | null> {
  const kept = await readSignIn(issuer);
  if (kept === null) return null;
  const { tokens } = kept;
  if (tokens === null) throw hasEnded(issuer);
  if (isFresh(tokens)) return tokens.accessToken;
  const refreshed = await refresh(kept, tokens.refreshToken);
  if (refreshed) return refreshed;
  const other = await readSignIn(issuer);
  if (other?.tokens && other.tokens.refreshToken !== tokens.refreshToken && isFresh(other.tokens)) {
    return other.tokens.accessToken;
  }
  throw hasEnded(issuer);
}

/** @returns null when the refresh token is of no use any more */
async function refresh(kept: KeptSignIn, refreshToken: string): Promise<string | null> {
  const { issuer } = kept;
  const server = await discover(issuer);
  try {
    const answer = await oauth.refreshTokenGrantRequest(
      server,
      client,
      noSecret,
      refreshToken,
      optionsFor(issuer),
    );
    const tokens = tokensOf(
      await oauth.processRefreshTokenResponse(server, client, answer),
      refreshToken,
    );
    // A sign-in or a sign-out that came in between stays as it is.
    const stored = (await readSignIn(issuer))?.tokens?.refreshToken;
    if (stored === refreshToken) await keepSignIn({ ...kept, tokens });
    return tokens.accessToken;
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    if (cause instanceof oauth.ResponseBodyError && cause.error === 'invalid_grant') return null;
    throw new StartupError(`${issuer} gives no new token: ${reasonOf(cause)}.`, { cause });
  }
}

/** Takes the person's grant away, and with it every token. @throws StartupError */
export async function revoke(issuer: string, { refreshToken }: Tokens): Promise<void> {
  try {
    const server = await discover(issuer);
    const answer = await oauth.revocationRequest(
      server,
      client,
      noSecret,
      refreshToken,
      optionsFor(issuer),
    );
    await oauth.processRevocationResponse(answer);
  } catch (cause) {
    if (cause instanceof StartupError) throw cause;
    throw new StartupError(`${issuer} did not revoke the tokens: ${reasonOf(cause)}.`, { cause });
  }
}

export const hasEnded = (issuer: string): StartupError =>
  new StartupError(
    `Your sign-in at ${issuer} has ended. Sign in again: sallyport login --issuer ${issuer}`,
  );
