import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

const nonceLength = 24;
const tagLength = 16;
/** Each message has a key of its own, which is what makes this initialisation vector good. */
const iv = Buffer.alloc(12);

/**
 * Seals a cookie's content with AES-256-GCM under a key derived from the gateways' key and a random
 * 192-bit nonce, so that no number of cookies wears the key out. `purpose` (name of the cookie and
 * host) is authenticated: a cookie moved elsewhere does not open.
 */
export function seal(key: Buffer, purpose: string, content: unknown, nonce: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', messageKey(key, nonce), iv);
  cipher.setAAD(Buffer.from(purpose));
  const text = Buffer.from(JSON.stringify(content));
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString(
    'base64url',
  );
}

/** The content, or null for anything that was not sealed with this key for this purpose. */
export function open(key: Buffer, purpose: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceLength + tagLength) return null;
  const nonce = bytes.subarray(0, nonceLength);
  const decipher = createDecipheriv('aes-256-gcm', messageKey(key, nonce), iv);
  decipher.setAAD(Buffer.from(purpose));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  try {
    const text = Buffer.concat([
      decipher.update(bytes.subarray(nonceLength, -tagLength)),
      decipher.final(),
    ]);
    return JSON.parse(text.toString());
  } catch {
    return null;
  }
}

export const sealNonceLength = nonceLength;

const messageKey = (key: Buffer, nonce: Buffer): Buffer =>
  createHmac('sha256', key).update('sallyport cookie\0').update(nonce).digest();
