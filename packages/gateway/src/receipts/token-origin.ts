import type { TokenOrigin } from '@sallyport/protocol/principal.ts';

/**
 * Which access token an inside JWT was made for, as its `origin` says: the cache knows a token by a
 * digest alone. Null for what cannot be read.
 *
 * @param authorization the value of `Authorization` towards the upstream
 */
export function originOf(authorization: string): TokenOrigin | null {
  const [, payload = ''] = authorization.split('.', 2);
  try {
    const { origin } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
      origin?: TokenOrigin;
    };
    return origin ?? null;
  } catch {
    return null;
  }
}
