import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Caller } from '../../directory/caller.ts';
import type { OneTimeCode } from '../../one-time-codes/one-time-code.ts';
import { spendCode } from '../../one-time-codes/one-time-codes.service.ts';
import type { Invitation, WaitingPerson } from './invitation.ts';
import {
  type NewInvitation,
  refuseSecond,
  requireInvitations,
  writeInvitation,
} from './invite.service.ts';
import { deleteWaiting, insertWaiting, readWaiting } from './waiting-list.store.ts';

/**
 * Puts a person on the waiting list who has proved that the address is theirs. The same address again
 * is no error.
 *
 * @returns false when the code was used, or died, meanwhile
 */
export async function joinWaitingList(
  { name, language }: Pick<WaitingPerson, 'name' | 'language'>,
  code: OneTimeCode,
  context: Pick<Context, 'sql' | 'clock' | 'random'>,
): Promise<boolean> {
  const { sql, clock, random } = context;
  return sql.begin(async (tx) => {
    if (!(await spendCode(tx, code, context))) return false;
    const now = clock.now();
    const person = { id: random.uuid(), email: code.email, name, language, joinedAt: now };
    if (await insertWaiting(tx, person)) {
      const subjects = [`waiting:${person.id}`];
      const event = { at: now, action: 'waiting_list.join', actor: 'anonymous' } as const;
      await recordAudit(tx, { ...event, subjects });
    }
    return true;
  });
}

/** One page of the people who wait, and whether there are more. */
export async function listWaiting(
  query: Parameters<typeof readWaiting>[1],
  { sql }: Pick<Context, 'sql'>,
): Promise<{ people: WaitingPerson[]; more: boolean }> {
  const found = await readWaiting(sql, { ...query, limit: query.limit + 1 });
  return { people: found.slice(0, query.limit), more: found.length > query.limit };
}

/**
 * Invites a person who waits, who is on the list no longer.
 *
 * @throws OAuthError `not_found`, and as `invite` does.
 */
export async function approveWaiting(
  id: string,
  given: Pick<NewInvitation, 'roles' | 'groups' | 'lifetime'>,
  caller: Caller,
  context: Parameters<typeof writeInvitation>[3],
): Promise<Invitation> {
  await requireInvitations(context);
  return context.sql
    .begin(async (tx) => {
      const person = await deleteWaiting(tx, id);
      if (!person) throw noSuchPerson(id);
      const { email, name, language } = person;
      const order = { ...given, email, name, language, inviter: null };
      const kind = 'waiting-list-approved';
      const invitation = await writeInvitation(tx, { ...order, kind }, caller, context);
      await recordAudit(tx, {
        at: context.clock.now(),
        action: 'waiting_list.approve',
        actor: caller.actor,
        subjects: [`waiting:${id}`, `invitation:${invitation.id}`],
      });
      return invitation;
    })
    .catch(refuseSecond);
}

/** @throws OAuthError `not_found` */
export async function removeWaiting(
  id: string,
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await sql.begin(async (tx) => {
    if (!(await deleteWaiting(tx, id))) throw noSuchPerson(id);
    const subjects = [`waiting:${id}`];
    const event = { at: clock.now(), action: 'waiting_list.remove', actor: caller.actor } as const;
    await recordAudit(tx, { ...event, subjects });
  });
}

const noSuchPerson = (id: string): OAuthError =>
  new OAuthError('not_found', `There is no person ${id} on the waiting list.`);
