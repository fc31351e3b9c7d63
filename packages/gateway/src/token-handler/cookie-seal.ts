import { createDecipheriv, createHmac, hkdfSync } from 'node:crypto';
import { createEnvelope, nonceLength } from '@sallyport/base/envelope.ts';

export interface OpenedCookie {
  content: unknown;
  /** Sealed by an earlier version: to be set again when there is an answer to set it with. */
  outdated: boolean;
}

/**
 * Seals what our cookies hold. `purpose` (name of the cookie and host) is authenticated: a cookie
 * moved elsewhere does not open.
 */
export interface CookieSeal {
  seal(purpose: string, content: unknown): string;
  /** Null for anything that was not sealed with this key for this purpose. */
  open(purpose: string, sealed: string): OpenedCookie | null;
}

interface Dependencies {
  cookieKey: Buffer;
  random(bytes: number): Buffer;
}

export function createCookieSeal({ cookieKey, random }: Dependencies): CookieSeal {
  const key = Buffer.from(hkdfSync('sha256', cookieKey, '', 'sallyport cookie envelope', 32));
  const envelope = createEnvelope(key, (sealed, purpose) => openFormer(cookieKey, purpose, sealed));
  return {
    seal(purpose, content) {
      const plain = Buffer.from(JSON.stringify(content));
      return envelope.seal(plain, purpose, random(nonceLength)).toString('base64url');
    },
    open(purpose, sealed) {
      const opened = envelope.open(Buffer.from(sealed, 'base64url'), purpose);
      if (!opened) return null;
      return { content: JSON.parse(opened.plain.toString()), outdated: opened.outdated };
    },
  };
}

const formerNonceLength = 24;
const tagLength = 16;

/** AES-256-GCM under an HMAC of the nonce, the form until the common envelope. */
function openFormer(cookieKey: Buffer, purpose: string, sealed: Buffer): Buffer | null {
  if (sealed.length < formerNonceLength + tagLength) return null;
  const nonce = sealed.subarray(0, formerNonceLength);
  const key = createHmac('sha256', cookieKey).update('sallyport cookie\0').update(nonce).digest();
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.alloc(12))
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(-tagLength));
  const plain = decipher.update(sealed.subarray(formerNonceLength, -tagLength));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
