import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable } from '../../database/connection.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { giveAll, mayStillGive } from '../../directory/give.service.ts';
import { keepOrganization } from '../../directory/organizations/admit.service.ts';
import { acceptTerms } from '../../directory/users/accepted-terms.service.ts';
import {
  findAccount,
  holdAccount,
  isDisabledAddress,
} from '../../directory/users/accounts.service.ts';
import { createAccount } from '../../directory/users/new-account.service.ts';
import { hashPassword } from '../../directory/users/password.ts';
import type { OneTimeCode } from '../../one-time-codes/one-time-code.ts';
import { findByLink, spendCode } from '../../one-time-codes/one-time-codes.service.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import type { Profile } from '../../profile/field.ts';
import {
  type RegistrationPolicy,
  registrationPolicy,
} from '../../registration-policy/registration-policy.ts';
import type { Invitation } from './invitation.ts';
import { markAccepted, readInvitation } from './invitations.store.ts';
import { promised } from './invite.service.ts';

/** What a link of an invitation leads to. */
export interface OpenInvitation {
  invitation: Invitation;
  code: OneTimeCode;
  /** Of the address, where there is one: then it gets what is promised, and no other is made. */
  account: 'none' | 'active' | 'disabled';
  policy: RegistrationPolicy;
}

/**
 * Looks without using it. Null for a link that is dead, while `registration.mode` is `off`, and while the
 * person who invited may no longer give what the invitation promises.
 */
export async function findInvitation(
  secret: string,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<OpenInvitation | null> {
  const policy = await readPolicy(sql, registrationPolicy);
  if (policy.mode === 'off') return null;
  const code = await findByLink(sql, { purpose: 'invitation', secret }, { clock });
  const id = code?.parameters['invitation'];
  const invitation = typeof id === 'string' ? await readInvitation(sql, id) : null;
  if (!code || !invitation || invitation.acceptedAt || invitation.withdrawnAt) return null;
  if (!(await mayStillGive(sql, invitation, invitation.invitedBy, clock.now()))) return null;
  return { invitation, code, policy, account: await accountOf(code.email, sql) };
}

async function accountOf(address: string, sql: Queryable): Promise<OpenInvitation['account']> {
  if (await findAccount(sql, address)) return 'active';
  return (await isDisabledAddress(sql, address)) ? 'disabled' : 'none';
}

/** What a person without an account says of themselves. */
export interface NewPerson {
  name: string;
  profile: Profile;
  /** Null where people sign in without passwords. */
  password: string | null;
  /** BCP 47. */
  language: string;
}

export type Accepted =
  | { result: 'accepted'; userId: string }
  /** Used, withdrawn, or too old by now. */
  | { result: 'over' }
  /** There is an account by now, or there is none any more: look again. */
  | { result: 'changed' };

/**
 * Accepts an invitation. Having the mail proves the address: the account of the address gets what was
 * promised, or one is made. Nothing is signed in by it: that takes a sign-in, with all that is owed there.
 *
 * @param person null where the address has an account
 */
export async function acceptInvitation(
  { invitation, code, policy: { terms } }: OpenInvitation,
  person: NewPerson | null,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'changes' | 'settings'>,
): Promise<Accepted> {
  const { sql, clock, random, changes } = context;
  const password = person?.password ?? null;
  const passwordHash = password === null ? null : await hashPassword(password, context);
  const now = clock.now();
  const account = await findAccount(sql, code.email);
  if ((account === null) !== (person !== null)) return { result: 'changed' };
  const userId = account?.userId ?? random.uuid();
  try {
    return await changes.give<Accepted>(async (tx) => {
      const { organization } = invitation;
      if (organization !== null && !(await keepOrganization(tx, organization))) throw new Over();
      if (!(await spendCode(tx, code, context)) || !(await markAccepted(tx, invitation.id, now))) {
        throw new Over();
      }
      if (!(await mayStillGive(tx, invitation, invitation.invitedBy, now))) throw new Over();
      if (person) {
        const { name, profile, language: locale } = person;
        const address = { email: code.email, emailVerified: true };
        const given = { id: userId, ...address, name, profile, locale, groups: [] };
        await createAccount(tx, { ...given, passwordHash, createdAt: now });
      } else if (!(await holdAccount(tx, userId))) throw new Changed();
      if (terms) await acceptTerms(tx, userId, terms.version, now);
      const tags = await giveAll(tx, userId, invitation, now);
      await recordAudit(tx, {
        at: now,
        action: 'invitation.accept',
        actor: `user:${userId}`,
        subjects: [`invitation:${invitation.id}`, `user:${userId}`],
        detail: { ...promised(invitation), ...(terms && { terms: terms.version }) },
      });
      return { value: { result: 'accepted', userId }, tags };
    });
  } catch (error) {
    if (error instanceof Over) return { result: 'over' };
    if (error instanceof Changed || isUniqueViolation(error)) return { result: 'changed' };
    throw error;
  }
}

/** These undo the transaction. */
class Over extends Error {}
class Changed extends Error {}
