import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { Random } from '../runtime/random.ts';

const nonceLength = 12;
const tagLength = 16;

/**
 * AES-256-GCM for columns that must not be readable in a stolen database. `label` says which row
 * this is and is authenticated, so that a value cannot be moved to another row.
 */
export function encryptAtRest(key: Buffer, label: string, plain: Buffer, random: Random): Buffer {
  const nonce = random.bytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @throws when key, label or value do not belong together. */
export function decryptAtRest(key: Buffer, label: string, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength))
    .setAAD(Buffer.from(label))
    .setAuthTag(sealed.subarray(-tagLength));
  const body = sealed.subarray(nonceLength, -tagLength);
  return Buffer.concat([decipher.update(body), decipher.final()]);
}
