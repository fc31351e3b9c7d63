import {
  canonicalIssuer,
  checkToken,
  defaultClockTolerance,
  maxTokenCharacters,
} from '@sallyport/protocol/check-token.ts';
import { type Claims, isName } from '@sallyport/protocol/claim-path.ts';
import { confirmationOf } from '@sallyport/protocol/confirmation.ts';
import { readForeignPrincipal } from '@sallyport/protocol/foreign-principal.ts';
import { parseClaims } from '@sallyport/protocol/parse-claims.ts';
import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { hasRsaLength } from '@sallyport/protocol/rsa-signature.ts';
import { asymmetricAlgorithms } from '@sallyport/protocol/signature-algorithms.ts';
import { type CompactVerifyGetKey, compactVerify, decodeJwt, errors } from 'jose';
import type { Context } from '../context.ts';
import { numericDate } from '../runtime/clock.ts';
import { insideTokenId, type JwtForm } from '../swap/inside-token.ts';
import { rightsAt } from '../swap/resolve-access.service.ts';
import { claimMapOf, foreignClaims, rulesFor } from './foreign-claims.ts';
import type { RemoteKeys } from './remote-keys.service.ts';
import { readTrustedIssuer } from './trusted-issuers.store.ts';

/** A token that is good for an API. */
export interface AcceptedToken {
  /** Of the JWT for this API that it is good for. */
  claims: AccessTokenClaims;
  form: JwtForm;
  /** Id and times of the token itself. */
  itself: { jti: string | undefined; iat: number | undefined; exp: number };
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings'> & {
  remoteKeys: RemoteKeys;
};

/**
 * A JWT of an issuer that the configuration trusts, as one of our own for this API: it proves who
 * is calling, and what its roles give is read from our database. Null when it is not good.
 *
 * @throws OAuthError `temporarily_unavailable` when the issuer's keys cannot be had.
 */
export async function acceptForeignToken(
  token: string,
  api: string,
  { sql, clock, random, settings, remoteKeys }: Dependencies,
): Promise<AcceptedToken | null> {
  const issuer = claimedIssuer(token);
  const trusted = issuer === null ? null : await readTrustedIssuer(sql, issuer);
  if (!trusted) return null;
  const jwt = await remoteKeys(trusted.issuer)
    .use((keys) => verify(token, keys))
    .catch(nullIfAboutToken);
  const now = numericDate(clock.now());
  if (!jwt || checkToken(jwt, rulesFor(trusted, api), now)) return null;
  const { claims } = jwt;
  const read = readForeignPrincipal(claims, claimMapOf(trusted));
  const cnf = confirmationOf(claims);
  if (!read.ok || cnf === null) return null;
  const held = await rightsAt(api, read.principal.allRoles, { sql });
  if (!held) return null;
  const exp = claims['exp'] as number;
  const inside = foreignClaims(
    { issuer: trusted.issuer, principal: read.principal, cnf, held },
    {
      issuer: settings.url,
      api,
      id: insideTokenId(random),
      issuedAt: now,
      expiresAt: Math.min(exp + defaultClockTolerance, now + settings.lifetimes.insideToken),
    },
  );
  return inside && { claims: inside, form: held, itself: itselfOf(claims, exp) };
}

/** Read before anything is verified, to know whose keys to verify with: it may be anything. */
function claimedIssuer(token: string): string | null {
  if (token.length > maxTokenCharacters) return null;
  try {
    const issuer = canonicalIssuer(decodeJwt(token).iss);
    return isName(issuer) ? issuer : null;
  } catch {
    return null;
  }
}

async function verify(token: string, keys: CompactVerifyGetKey) {
  const algorithms = [...asymmetricAlgorithms];
  const { payload, protectedHeader, key } = await compactVerify(token, keys, { algorithms });
  const { modulusLength } = (key as CryptoKey).algorithm as { modulusLength?: number };
  const signature = Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
  if (!hasRsaLength(signature, modulusLength)) return null;
  const claims = parseClaims(payload);
  return claims && { header: { ...protectedHeader }, claims };
}

/** Whatever is wrong with a token makes it inactive; that its keys cannot be had does not. */
function nullIfAboutToken(error: unknown): null {
  if (error instanceof errors.JOSEError) return null;
  throw error;
}

const itselfOf = ({ jti, iat }: Claims, exp: number): AcceptedToken['itself'] => ({
  jti: isName(jti) ? jti : undefined,
  iat: typeof iat === 'number' ? iat : undefined,
  exp,
});
