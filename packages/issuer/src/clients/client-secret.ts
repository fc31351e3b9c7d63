import { createHmac, timingSafeEqual } from 'node:crypto';

/** What the database keeps of a client secret: useless without the server's pepper. */
export function hashClientSecret(secret: string, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(secret).digest();
}

/** Whether the secret is one of those that are valid now; two are, while one is rotated. */
export function matchesClientSecret(
  secret: string,
  hashes: readonly Buffer[],
  pepper: Buffer,
): boolean {
  const given = hashClientSecret(secret, pepper);
  return hashes.some((hash) => hash.length === given.length && timingSafeEqual(hash, given));
}
