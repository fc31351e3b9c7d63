import { sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey } from '../keys/keys.ts';

const signElsewhere = promisify(sign);

/**
 * A JWT in the compact form (RFC 7515, section 7.1). With ES256 it is signed on this thread, which
 * takes less than to hand it to another one. RS256 takes twenty times as long, and would keep other requests waiting.
 */
export async function signJwt(
  claims: object,
  typ: 'at+jwt' | 'JWT',
  { alg, kid, privateKey }: SigningKey,
): Promise<string> {
  const input = `${encode({ alg, kid, typ })}.${encode(claims)}`;
  const bytes = Buffer.from(input, 'latin1');
  const signature =
    alg === 'ES256'
      ? // RFC 7518, section 3.4: the two numbers side by side, and not OpenSSL's DER.
        sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })
      : await signElsewhere('sha256', bytes, privateKey);
  return `${input}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
