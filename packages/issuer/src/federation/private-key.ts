import { createPrivateKey } from 'node:crypto';

/** A private key as PEM; environment variables may have `\\n` in place of line ends. */
export const readPem = (text: string): string => `${text.replaceAll('\\n', '\n').trim()}\n`;

/** Whether this is a key for signatures with ES256 (RFC 7518, section 3.4). */
export function isForEs256(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    return false;
  }
}
