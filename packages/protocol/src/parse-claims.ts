import { type Claims, isRecord } from './claim-path.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The payload of a JWT: a JSON object in UTF-8 (RFC 7519, section 7.2). Null when it is none. */
export function parseClaims(payload: Uint8Array): Claims | null {
  try {
    const claims: unknown = JSON.parse(decoder.decode(payload));
    return isRecord(claims) ? claims : null;
  } catch {
    return null;
  }
}
