import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { readRequiredProviders, readRequirement } from './sign-in-policy.store.ts';

/** The providers of which it takes one to sign in with this address, as `readAddress` gives it. */
export const requiredProviders = (
  address: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<string[]> => readRequiredProviders(sql, address);

/** The same for the verified addresses of a user, with the one that it is for; null where none takes one. */
export const requirementOf = (userId: string, { sql }: { sql: Queryable }) =>
  readRequirement(sql, userId);
