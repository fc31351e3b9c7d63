import { OAuthError } from '@sallyport/protocol/errors.ts';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { Context } from '../context.ts';
import { fromNumericDate } from '../runtime/clock.ts';

/** Whom a client takes for signed in, by an ID token that it was given. */
export interface IdTokenHint {
  clientId: string;
  userId: string;
  /** Null when what the client was granted outlives sessions. */
  sessionId: string | null;
}

/**
 * An expired ID token is still a hint (OpenID Connect Core, section 3.1.2.1): it says who, and no
 * longer that they are signed in.
 *
 * @throws OAuthError `invalid_request`
 */
export async function readIdTokenHint(
  hint: string,
  { keys, settings }: Pick<Context, 'keys' | 'settings'>,
): Promise<IdTokenHint> {
  try {
    const { iat } = decodeJwt(hint);
    const { payload } = await jwtVerify(hint, createLocalJWKSet(keys.everySigned()), {
      issuer: settings.url,
      typ: 'JWT',
      requiredClaims: ['sub', 'aud'],
      currentDate: fromNumericDate(iat ?? 0),
    });
    const { sub, aud, sid } = payload;
    return {
      clientId: String(aud),
      userId: String(sub),
      sessionId: typeof sid === 'string' ? sid : null,
    };
  } catch (cause) {
    throw new OAuthError('invalid_request', 'id_token_hint is not an ID token of ours.', { cause });
  }
}
