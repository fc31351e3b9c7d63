import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { clientIdOf, principalKindOf } from '@sallyport/protocol/principal-kind.ts';
import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Context } from '../context.ts';
import { numericDate } from '../runtime/clock.ts';
import { remoteKeys } from './remote-keys.ts';
import { readRolesAtApi, readTrustedIssuer, type TrustedIssuer } from './trusted-issuers.store.ts';

/**
 * A JWT of an issuer that the configuration trusts, as the claims of one of our own for this API:
 * it proves who is calling, and what its roles give is read from our database. Null when it is
 * not good.
 *
 * @throws OAuthError `temporarily_unavailable` when the issuer's keys cannot be had.
 */
export async function acceptForeignToken(
  token: string,
  api: string,
  { sql, clock, settings }: Pick<Context, 'sql' | 'clock' | 'settings'>,
): Promise<AccessTokenClaims | null> {
  const issuer = claimedIssuer(token);
  const trusted = issuer === null ? null : await readTrustedIssuer(sql, issuer);
  if (!trusted) return null;
  const now = clock.now();
  const payload = await verify(token, trusted, now, clock.monotonic());
  const subject = payload?.[trusted.map.sub];
  if (!payload || typeof subject !== 'string') return null;
  const held = await readRolesAtApi(sql, rolesIn(payload, trusted), api);
  const issuedAt = numericDate(now);
  return {
    iss: settings.url,
    aud: api,
    // Never to be mistaken for one of our own subjects.
    sub: `${trusted.issuer}|${subject}`,
    sub_kind: principalKindOf(payload),
    client_id: `${trusted.issuer}|${clientIdOf(payload) ?? ''}`,
    jti: payload.jti ?? '',
    iat: issuedAt,
    exp: Math.min(payload.exp!, issuedAt + settings.lifetimes.insideToken),
    ...held,
  };
}

/** Read before anything is verified, to know whose keys to verify with. */
function claimedIssuer(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
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
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms: [...asymmetricAlgorithms],
      currentDate: now,
      requiredClaims: ['exp', 'sub'],
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function rolesIn(payload: JWTPayload, { map }: TrustedIssuer): string[] {
  const value = map.roles === undefined ? undefined : payload[map.roles];
  if (typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? value.filter((role) => typeof role === 'string') : [];
}
