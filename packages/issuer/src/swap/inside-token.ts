import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import { SignJWT } from 'jose';
import type { Context } from '../context.ts';
import type { SigningAlg } from '../keys/keys.ts';
import { insideClaims, type Resolution } from './resolution.ts';

export interface InsideToken {
  jwt: string;
  kid: string;
  claims: AccessTokenClaims;
}

/** The JWT (RFC 9068) that stands for a resolved token at its API. */
export function signInsideToken(
  resolution: Extract<Resolution, { ok: true }>,
  now: Date,
  context: Pick<Context, 'keys' | 'settings'>,
): Promise<InsideToken> {
  const { url, lifetimes } = context.settings;
  const claims = insideClaims(resolution, url, now, lifetimes.insideToken);
  return signClaims(claims, context, resolution.facts.api!.signingAlg as SigningAlg);
}

export async function signClaims(
  claims: AccessTokenClaims,
  { keys }: Pick<Context, 'keys'>,
  alg: SigningAlg = 'ES256',
): Promise<InsideToken> {
  const key = keys.signing(alg);
  const jwt = await new SignJWT({ ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'at+jwt' })
    .sign(key.privateKey);
  return { jwt, kid: key.kid, claims };
}
