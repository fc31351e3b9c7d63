import type { Actor } from '@sallyport/protocol/foreign-principal.ts';
import type { Context } from '../context.ts';
import type { SigningAlg } from '../keys/keys.ts';
import { numericDate } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { signJwt } from './sign-jwt.ts';

interface Subject {
  userId: string;
  sessionId: string | null;
  authTime: Date;
  acr: string;
  amr: string[];
  /** Who acts as the person, where they did not sign in themselves. */
  act?: Actor;
  nonce: string | null;
}

interface IdToken {
  client: { id: string; idTokenAlg: SigningAlg };
  authentication: Subject;
  accessToken: string;
  /** What the client asked to know of the person beside. */
  told: Readonly<Record<string, unknown>>;
  now: Date;
}

/** An ID token is read once, right after it was issued, in seconds. */
const lifetime = 300;

/** Tells the client that a person signed in (OpenID Connect Core, section 2); never for an API. */
export function signIdToken(
  { client, authentication, accessToken, told, now }: IdToken,
  { keys, settings }: Pick<Context, 'keys' | 'settings'>,
): Promise<string> {
  const { userId, sessionId, authTime, acr, amr, act, nonce } = authentication;
  const key = keys.signing(client.idTokenAlg);
  const issuedAt = numericDate(now);
  const claims = {
    ...told,
    iss: settings.url,
    sub: userId,
    aud: client.id,
    iat: issuedAt,
    exp: issuedAt + lifetime,
    auth_time: numericDate(authTime),
    acr,
    ...(amr.length > 0 ? { amr } : {}),
    ...(act && { act }),
    at_hash: leftHalfHash(accessToken),
    ...(nonce === null ? {} : { nonce }),
    ...(sessionId === null ? {} : { sid: sessionId }),
  };
  return signJwt(claims, 'JWT', key);
}

/** `at_hash` (OpenID Connect Core, section 3.1.3.6), for the algorithms that hash with SHA-256. */
const leftHalfHash = (token: string): string => sha256(token).subarray(0, 16).toString('base64url');
