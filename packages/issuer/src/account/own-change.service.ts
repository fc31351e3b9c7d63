import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { holdAccount } from '../directory/users/accounts.service.ts';
import type { Session } from '../sessions/session.ts';
import { holdSession } from '../sessions/sessions.service.ts';

/** By whom, as it was when the form was let in. */
export interface OwnChange {
  session: Session;
  /** Read before what entitles the person to do this was checked. */
  credentialVersion: number;
  /** BCP 47, of the page that they read: the mail that tells of the change is in it, too. */
  language: string;
}

/** The change of a visitor of a page. */
export const ownChangeOf = ({
  session,
  account: { credentialVersion },
  view,
}: {
  session: Session;
  account: { credentialVersion: number };
  view: { tag: string };
}): OwnChange => ({ session, credentialVersion, language: view.tag });

type Held = NonNullable<Awaited<ReturnType<typeof holdAccount>>>;

/** The account of the person, held until the end of the transaction. */
export interface OwnAccount {
  account: Held;
  /** `user:<id>`, as the actor and the subject. */
  person: `user:${string}`;
  now: Date;
}

/**
 * Changes the account of a person who is signed in, and returns when no gateway acts on what was before. The
 * account is held, so that of two changes one sees what the other has done. An error undoes it all.
 *
 * @returns null when the session has ended, or something was taken away from the person, meanwhile
 */
export function changeOwn<T>(
  { session, credentialVersion }: OwnChange,
  work: (tx: Transaction, own: OwnAccount) => Promise<T>,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<T | null> {
  return changes.takeAway<T | null>(async (tx) => {
    const now = clock.now();
    const account = await holdAccount(tx, session.userId);
    const isEntitled =
      account?.credentialVersion === credentialVersion && (await holdSession(tx, session, now));
    if (!isEntitled) return { value: null, tags: [] };
    const person = `user:${session.userId}` as const;
    return { value: await work(tx, { account, person, now }), tags: [person] };
  });
}
