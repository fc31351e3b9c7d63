import { z } from 'zod';

const claimsSchema = z.object({
  iss: z.string(),
  sub: z.string().min(1),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  nonce: z.string().optional(),
  azp: z.string().optional(),
});

export interface Expected {
  issuer: string;
  clientId: string;
  nonce: string;
  /** Milliseconds since the Unix epoch. */
  now: number;
}

/**
 * Checks the claims of an ID token (OpenID Connect Core, section 3.1.3.7): null, or what is wrong.
 * Its signature is not looked at: it came straight from the token endpoint, and step 6
 * lets TLS stand for the signature then.
 */
export function faultOfIdToken(idToken: string, expected: Expected): string | null {
  const claims = readClaims(idToken);
  if (!claims) return 'it is malformed';
  const audiences = [claims.aud].flat();
  if (claims.iss !== expected.issuer) return 'it is of another issuer';
  if (!audiences.includes(expected.clientId)) return 'it is for another client';
  if (audiences.length > 1 && claims.azp === undefined) return 'azp is missing';
  if (claims.azp !== undefined && claims.azp !== expected.clientId) return 'azp is another client';
  if (claims.exp * 1000 <= expected.now) return 'it has expired';
  if (claims.nonce !== expected.nonce) return 'its nonce is not that of this attempt';
  return null;
}

function readClaims(idToken: string): z.infer<typeof claimsSchema> | null {
  const parts = idToken.split('.');
  if (parts.length !== 3) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1]!, 'base64url').toString());
    return claimsSchema.safeParse(claims).data ?? null;
  } catch {
    return null;
  }
}
