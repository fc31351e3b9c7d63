import { type Cipheriv, createCipheriv, createDecipheriv } from 'node:crypto';

/**
 * XAES-256-GCM (https://c2sp.org/XAES-256-GCM): AES-256-GCM with a 192-bit nonce. A key for each
 * message is derived from the key and the nonce's first half, so that nonces may be drawn at
 * random without end.
 */
export const nonceLength = 24;
const tagLength = 16;
const blockLength = 16;

export interface Xaes {
  /** @returns ciphertext and tag. */
  seal(nonce: Buffer, plain: Buffer, associated: Buffer): Buffer;
  /** @returns the plain text, or null when anything was altered. */
  open(nonce: Buffer, sealed: Buffer, associated: Buffer): Buffer | null;
}

export function createXaes(key: Buffer): Xaes {
  // ECB keeps no state between blocks: one cipher serves every derivation.
  const block = createCipheriv('aes-256-ecb', key, null).setAutoPadding(false);
  const subkey = shiftLeft(block.update(Buffer.alloc(blockLength)));
  return {
    seal(nonce, plain, associated) {
      const derived = deriveKey(block, subkey, nonce);
      const cipher = createCipheriv('aes-256-gcm', derived, nonce.subarray(12)).setAAD(associated);
      return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    open(nonce, sealed, associated) {
      if (nonce.length !== nonceLength || sealed.length < tagLength) return null;
      const derived = deriveKey(block, subkey, nonce);
      const decipher = createDecipheriv('aes-256-gcm', derived, nonce.subarray(12))
        .setAAD(associated)
        .setAuthTag(sealed.subarray(-tagLength));
      const plain = decipher.update(sealed.subarray(0, -tagLength));
      try {
        return Buffer.concat([plain, decipher.final()]);
      } catch {
        return null;
      }
    },
  };
}

/** Two blocks of CMAC in counter mode (NIST SP 800-108), each of one full block. */
function deriveKey(block: Cipheriv, subkey: Buffer, nonce: Buffer): Buffer {
  const input = Buffer.alloc(2 * blockLength);
  for (const counter of [0, 1]) {
    const offset = counter * blockLength;
    input[offset + 1] = counter + 1;
    input[offset + 2] = 0x58;
    nonce.copy(input, offset + 4, 0, 12);
    for (let index = 0; index < blockLength; index++) {
      input[offset + index]! ^= subkey[index]!;
    }
  }
  return block.update(input);
}

/** Multiplication by x in GF(2^128), as CMAC's K1 (NIST SP 800-38B, section 6.1). */
function shiftLeft(input: Buffer): Buffer {
  const output = Buffer.alloc(blockLength);
  for (let index = 0; index < blockLength; index++) {
    output[index] = (input[index]! << 1) | ((input[index + 1] ?? 0) >>> 7);
  }
  if (input[0]! & 0x80) output[blockLength - 1]! ^= 0x87;
  return output;
}
