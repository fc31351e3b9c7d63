import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import type { Context } from '../context.ts';
import type { Random } from '../runtime/random.ts';
import { signJwt } from '../tokens/sign-jwt.ts';
import type { ApiFacts } from './facts.ts';
import { insideClaims, type Resolved } from './resolution.ts';

export interface InsideToken {
  jwt: string;
  kid: string;
  claims: AccessTokenClaims;
}

/** How the JWTs of an API are signed and marked. */
export type JwtForm = Pick<ApiFacts, 'signingAlg' | 'jwtType'>;

type Dependencies = Pick<Context, 'keys' | 'settings' | 'random'>;

/** The JWT (RFC 9068) that stands for a resolved token at its API. */
export function signInsideToken(
  resolution: Resolved<ApiFacts>,
  now: Date,
  context: Dependencies,
): Promise<InsideToken> {
  const claims = claimsOf(resolution, now, context);
  return signClaims(claims, resolution.api, context);
}

export function claimsOf(
  resolution: Resolved<ApiFacts>,
  now: Date,
  { settings, random }: Omit<Dependencies, 'keys'>,
): AccessTokenClaims {
  const { url: issuer, lifetimes } = settings;
  const id = insideTokenId(random);
  return insideClaims(resolution, { issuer, id, now, lifetime: lifetimes.insideToken });
}

export const insideTokenId = (random: Random): string => random.bytes(16).toString('base64url');

export async function signClaims(
  claims: AccessTokenClaims,
  { signingAlg, jwtType }: JwtForm,
  { keys }: Pick<Context, 'keys'>,
): Promise<InsideToken> {
  const key = keys.signing(signingAlg);
  const jwt = await signJwt(claims, jwtType, key);
  return { jwt, kid: key.kid, claims };
}
