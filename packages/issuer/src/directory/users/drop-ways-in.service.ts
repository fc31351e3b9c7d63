import type { Transaction } from '../../database/connection.ts';
import { setPassword } from './accounts.service.ts';
import { listAddresses, makePrimary, removeAddress } from './addresses.service.ts';
import { readIdentities } from './identities.store.ts';
import { takeIdentity } from './own-identities.service.ts';

/** What a person has lost. */
export interface Dropped {
  /** The issuers of their identities. */
  issuers: string[];
  /** How many addresses. */
  addresses: number;
}

/**
 * Takes from a person who is held their identities, their password and all of their verified addresses but
 * this one, which becomes the primary one, and ends whatever they are signed in with.
 *
 * @throws OAuthError `conflict` where it would leave no administrator
 */
export async function dropWaysIn(
  tx: Transaction,
  { userId, email }: { userId: string; email: string },
  now: Date,
): Promise<Dropped> {
  await makePrimary(tx, { userId, email });
  let addresses = 0;
  for (const address of await listAddresses(tx, userId)) {
    const gone = await removeAddress(tx, { userId, email: address.email, by: 'administrator' });
    if (gone !== null) addresses += 1;
  }
  const issuers: string[] = [];
  for (const { id, issuer } of await readIdentities(tx, userId)) {
    if (await takeIdentity(tx, { userId, id }, now)) issuers.push(issuer);
  }
  await setPassword(tx, { userId, passwordHash: null }, 'end', now);
  return { issuers, addresses };
}
