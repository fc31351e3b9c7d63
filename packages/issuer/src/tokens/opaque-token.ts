import { formatToken, parseToken, type TokenKind } from '@sallyport/protocol/token-format.ts';
import type { Random } from '../runtime/random.ts';
import { sha256 } from '../runtime/sha256.ts';

/** A token that means nothing: 256 random bits, known to the database by their SHA-256. */
export interface OpaqueToken {
  token: string;
  hash: Buffer;
}

export function mintOpaqueToken(kind: TokenKind, random: Random): OpaqueToken {
  return opaqueToken(kind, random.bytes(32));
}

export function opaqueToken(kind: TokenKind, bytes: Buffer): OpaqueToken {
  return { token: formatToken(kind, bytes.toString('base64url')), hash: sha256(bytes) };
}

/** What to look a presented token up by; null for junk, which needs no look-up. */
export function hashOpaqueToken(kind: TokenKind, token: string): Buffer | null {
  const bytes = opaqueTokenBytes(kind, token);
  return bytes && sha256(bytes);
}

export function opaqueTokenBytes(kind: TokenKind, token: string): Buffer | null {
  const body = parseToken(kind, token);
  if (body === null) return null;
  const bytes = Buffer.from(body, 'base64url');
  return bytes.length === 32 ? bytes : null;
}
