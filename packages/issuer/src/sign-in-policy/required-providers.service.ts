import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { readPeopleUnder, readRequiredProviders, readRequirement } from './sign-in-policy.store.ts';

/** The providers of which it takes one to sign in with this address, as `readAddress` gives it. */
export const requiredProviders = (
  address: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<string[]> => readRequiredProviders(sql, address);

/** The same for the verified addresses of a user, with the one that it is for; null where none takes one. */
export const requirementOf = (userId: string, { sql }: { sql: Queryable }) =>
  readRequirement(sql, userId);

/** The users whose requirement is that of this domain, and the providers of which it takes one. */
export async function requirementsIn(
  tx: Transaction,
  domain: string,
): Promise<{ people: string[]; providers: string[] }> {
  const people = await readPeopleUnder(tx, domain);
  return { people, providers: await readRequiredProviders(tx, `@${domain}`) };
}
