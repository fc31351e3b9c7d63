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
 * Holds the account of a person who changes something of it, and the session that they do it in, until the
 * end of the transaction: of two changes, one sees what the other has done.
 *
 * @returns null when the session has ended, or something was taken away from the person, meanwhile
 */
export async function holdOwn(
  tx: Transaction,
  { session, credentialVersion }: OwnChange,
  { clock }: Pick<Context, 'clock'>,
): Promise<OwnAccount | null> {
  const now = clock.now();
  const account = await holdAccount(tx, session.userId);
  const isEntitled =
    account?.credentialVersion === credentialVersion && (await holdSession(tx, session, now));
  return isEntitled ? { account, person: `user:${session.userId}`, now } : null;
}

/**
 * Changes the account of a person who is signed in, and returns when no gateway acts on what was before. An
 * error undoes it all.
 *
 * @returns null when the session has ended, or something was taken away from the person, meanwhile
 */
export const changeOwn = <T>(
  change: OwnChange,
  work: (tx: Transaction, own: OwnAccount) => Promise<T>,
  { changes, clock }: Pick<Context, 'changes' | 'clock'>,
): Promise<T | null> =>
  changes.takeAway<T | null>(async (tx) => {
    const own = await holdOwn(tx, change, { clock });
    return own ? { value: await work(tx, own), tags: [own.person] } : { value: null, tags: [] };
  });
