import type { Context } from '../context.ts';
import { readRequiredProviders, readRequirement } from './sign-in-policy.store.ts';

/** The providers of which it takes one to sign in with this address, as `readAddress` gives it. */
export const requiredProviders = (
  address: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<string[]> => readRequiredProviders(sql, address);

/** The same for the verified address of a user, with that address; null where it takes none. */
export const requirementOf = (userId: string, { sql }: Pick<Context, 'sql'>) =>
  readRequirement(sql, userId);
