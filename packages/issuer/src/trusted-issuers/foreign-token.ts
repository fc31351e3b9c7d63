import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { clientIdOf, principalKindOf } from '@sallyport/protocol/principal-kind.ts';
import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Context } from '../context.ts';
import type { SigningAlg } from '../keys/keys.ts';
import { numericDate } from '../runtime/clock.ts';
import { isPlainText } from '../runtime/plain-text.ts';
import { insideTokenId } from '../swap/inside-token.ts';
import { isAccessToken } from './is-access-token.ts';
import { remoteKeys } from './remote-keys.ts';
import { readRolesAtApi, readTrustedIssuer, type TrustedIssuer } from './trusted-issuers.store.ts';

/** A token that is good for an API. */
export interface AcceptedToken {
  /** Of the JWT for this API that it is good for. */
  claims: AccessTokenClaims;
  /** What that JWT is to be signed with. */
  alg: SigningAlg;
  /** Id and times of the token itself. */
  itself: { jti: string | undefined; iat: number | undefined; exp: number };
}

/**
 * A JWT of an issuer that the configuration trusts, as one of our own for this API: it proves who
 * is calling, and what its roles give is read from our database. Null when it is not good.
 *
 * @throws OAuthError `temporarily_unavailable` when the issuer's keys cannot be had.
 */
export async function acceptForeignToken(
  token: string,
  api: string,
  { sql, clock, random, settings }: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Promise<AcceptedToken | null> {
  const issuer = claimedIssuer(token);
  const trusted = issuer === null ? null : await readTrustedIssuer(sql, issuer);
  if (!trusted) return null;
  const now = clock.now();
  const payload = await verify(token, trusted, now, clock.monotonic());
  const subject = payload?.[trusted.map.sub];
  if (!payload || typeof subject !== 'string') return null;
  const held = await readRolesAtApi(sql, rolesIn(payload, trusted), api);
  if (!held) return null;
  const { jti, iat } = payload;
  const exp = payload.exp!;
  const { roles, permissions, signingAlg } = held;
  const issuedAt = numericDate(now);
  const claims = {
    iss: settings.url,
    aud: api,
    // Never to be mistaken for one of our own subjects.
    sub: `${trusted.issuer}|${subject}`,
    sub_kind: principalKindOf(payload),
    client_id: `${trusted.issuer}|${clientIdOf(payload) ?? ''}`,
    jti: insideTokenId(random),
    iat: issuedAt,
    exp: Math.min(exp, issuedAt + settings.lifetimes.insideToken),
    roles,
    permissions,
  };
  return { claims, alg: signingAlg, itself: { jti, iat, exp } };
}

/** Read before anything is verified, to know whose keys to verify with: it may be anything. */
function claimedIssuer(token: string): string | null {
  try {
    const issuer: unknown = decodeJwt(token).iss;
    return typeof issuer === 'string' && isPlainText(issuer) ? issuer : null;
  } catch {
    return null;
  }
}

async function verify(
  token: string,
  { issuer, audience }: TrustedIssuer,
  now: Date,
  monotonic: number,
): Promise<JWTPayload | null> {
  const keys = await remoteKeys(issuer, monotonic);
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...asymmetricAlgorithms],
      currentDate: now,
      requiredClaims: ['exp', 'sub'],
    });
    return isAccessToken(protectedHeader.typ, payload) ? payload : null;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function rolesIn(payload: JWTPayload, { map }: TrustedIssuer): string[] {
  const value = map.roles === undefined ? undefined : payload[map.roles];
  const roles = typeof value === 'string' ? value.split(' ') : Array.isArray(value) ? value : [];
  return roles.filter((role) => typeof role === 'string' && isPlainText(role));
}
