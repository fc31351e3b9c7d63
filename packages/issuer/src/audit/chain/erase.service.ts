import type { Sql, Transaction } from '../../database/connection.ts';
import { deleteErasure, eraseEvents, insertErasure, readErasures } from './erase.store.ts';

/** Events at a time, and people at a time. */
const maxEvents = 500;
const maxPeople = 100;
/** Of a person who is gone, the last transactions have ended by then. */
const settledMs = 3_600_000;

/** The account of a person is being deleted: what is personal in the log is erased soon. */
export const askForErasure = (tx: Transaction, userId: string, now: Date): Promise<void> =>
  insertErasure(tx, { userId, now });

/**
 * Erases the personal data of people whose accounts were deleted. An hour later it is done once more, for
 * what was written meanwhile, and forgotten.
 */
export async function eraseDeleted(sql: Sql, now: Date): Promise<void> {
  let after: string | null = null;
  for (;;) {
    const people = await readErasures(sql, { after, limit: maxPeople });
    for (const { userId, askedAt } of people) {
      while ((await eraseEvents(sql, { userId, limit: maxEvents })) > 0);
      if (now.getTime() - askedAt.getTime() >= settledMs) await deleteErasure(sql, userId);
    }
    if (people.length < maxPeople) return;
    after = people.at(-1)!.userId;
  }
}
