import { createHash } from 'node:crypto';

export const sha256 = (bytes: Buffer | string): Buffer =>
  createHash('sha256').update(bytes).digest();
