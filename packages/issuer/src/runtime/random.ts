import { randomBytes, randomFillSync, randomUUID } from 'node:crypto';

/** The only source of entropy in the issuer. */
export interface Random {
  bytes(length: number): Buffer;
  uuid(): string;
}

/** Drawn at once and handed out in pieces: one call to the generator for many small pieces. */
const pool = Buffer.alloc(4096);
let used = pool.length;

function bytes(length: number): Buffer {
  if (length > 64) return randomBytes(length);
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const piece = Buffer.from(pool.subarray(used, used + length));
  // Bytes that were handed out are erased, so that they are never used twice.
  pool.fill(0, used, used + length);
  used += length;
  return piece;
}

export const systemRandom: Random = { bytes, uuid: randomUUID };
