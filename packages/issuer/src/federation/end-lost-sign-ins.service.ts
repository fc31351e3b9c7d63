import type { CacheTag } from '@sallyport/protocol/internal.ts';
import type { Transaction } from '../database/connection.ts';
import type { Difference } from '../database/reconcile.ts';
import { endSignInsHalfWay } from '../directory/users/sign-out.service.ts';
import { revokeLastingGrants } from '../grants/revoke-grant.service.ts';
import { endSessionsByProvider, endSessionsOfOthers } from '../sessions/end-sessions.service.ts';
import { requirementsIn } from '../sign-in-policy/required-providers.service.ts';
import type { LostGrounds } from './lost-grounds.ts';
import { readPeopleOf } from './providers.store.ts';

/**
 * Ends what people are signed in with on grounds that count no more: with a provider that is gone, or
 * otherwise than with the one that the domain of their address takes now. Applications that outlive
 * sessions are signed out, too, because they do not say by which session they were. What stood for a
 * sign-in that is half-way counts no more.
 *
 * @returns who lost it, one line for each provider and each domain
 */
export async function endLostSignIns(
  tx: Transaction,
  { gone, tightened }: LostGrounds,
  now: Date,
): Promise<Difference[]> {
  const differences: Difference[] = [];
  const note = (subject: string, ended: ReadonlySet<string>) => {
    if (ended.size > 0) differences.push(differenceOf(subject, ended));
  };
  for (const { id, issuer } of gone) {
    const people = await readPeopleOf(tx, issuer);
    const end = (userIds: readonly string[]) =>
      endSessionsByProvider(tx, { userIds, provider: id }, now);
    note(`provider:${id}`, await endInBatches(tx, people, end, now));
  }
  for (const domain of tightened) {
    const { people, providers } = await requirementsIn(tx, domain);
    const end = (userIds: readonly string[]) =>
      endSessionsOfOthers(tx, { userIds, providers }, now);
    note(`domain:${domain}`, await endInBatches(tx, people, end, now));
  }
  return differences;
}

/** A statement names no more people than this. */
const batchSize = 5000;

async function endInBatches(
  tx: Transaction,
  people: readonly string[],
  endSessions: (userIds: readonly string[]) => Promise<string[]>,
  now: Date,
): Promise<Set<string>> {
  const ended = new Set<string>();
  for (let from = 0; from < people.length; from += batchSize) {
    const batch = people.slice(from, from + batchSize);
    // The users first, as everywhere: a sign-in that starts meanwhile waits, and then finds this.
    await endSignInsHalfWay(tx, batch);
    for (const id of await endSessions(batch)) ended.add(id);
    for (const id of await revokeLastingGrants(tx, batch, now)) ended.add(id);
  }
  return ended;
}

function differenceOf(subject: string, ended: ReadonlySet<string>): Difference {
  const tags: CacheTag[] = [...ended].map((id) => `user:${id}` as const);
  const count = `${ended.size} ${ended.size === 1 ? 'person' : 'people'}`;
  const thing = `what ${count} had signed in with otherwise`;
  return { what: 'changed', name: subject, subject, tags, change: 'taken', thing };
}
