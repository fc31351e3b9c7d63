import type { Context } from '../context.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';

/** What is stored of the secret of an app, which is in base32. */
export const sealTotp = (
  userId: string,
  secret: string,
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): Buffer => encryptAtRest(secrets.atRest, labelOf(userId), Buffer.from(secret), random);

/** The secret of the app of this person. @throws when it was stored for another one */
export const openStoredTotp = (
  userId: string,
  stored: Buffer,
  { secrets }: Pick<Context, 'secrets'>,
): string => decryptAtRest(secrets.atRest, labelOf(userId), stored).toString();

const labelOf = (userId: string): string => `totp ${userId}`;
