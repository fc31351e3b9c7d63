import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isDenied } from '../../abuse/domain-rules.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import type { Caller } from '../../directory/caller.ts';
import type { Guard } from '../../directory/declared.ts';
import {
  requireAuthorityOverPromise,
  requireAuthorityToGive,
  requireToInvite,
} from '../../directory/give.service.ts';
import { holdOrganization, idOfOrganization } from '../../directory/organizations/admit.service.ts';
import { issueCode, withdrawCodes } from '../../one-time-codes/one-time-codes.service.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import { registrationPolicy } from '../../registration-policy/registration-policy.ts';
import { routes } from '../../routes.ts';
import { secondsAfter } from '../../runtime/clock.ts';
import { type Invitation, noSuchInvitation } from './invitation.ts';
import {
  type InvitationQuery,
  insertInvitation,
  lockInvitation,
  markWithdrawn,
  readInvitation,
  readInvitations,
  writeSent,
} from './invitations.store.ts';

/** Who changes an invitation, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail' | 'clients'
>;

export interface NewInvitation {
  email: string;
  name: string | null;
  roles: string[];
  groups: string[];
  /** The key of the one that they become a member of, with these roles within. */
  organization?: string | null;
  organizationRoles?: string[];
  /** The id of the client whose application the person goes on to. */
  client?: string | null | undefined;
  /** Who invites, as the mail says it. */
  inviter: string | null;
  /** BCP 47. */
  language: string;
  /** Seconds. */
  lifetime: number;
}

/**
 * Invites the owner of an address, who may have an account or not.
 *
 * @throws OAuthError `conflict` while an invitation for the address into the same organization or groups is open; `not_found` for a role, a
 *   group or an organization; `insufficient_scope` as `authority.service.ts` says; `invalid_request` where the
 *   configuration has no invitations or no mail server, or denies the domain of the address.
 */
export async function invite(
  given: NewInvitation,
  caller: Caller,
  context: Dependencies,
): Promise<Invitation> {
  await requireInvitations(context);
  return context.sql
    .begin((tx) => writeInvitation(tx, { ...given, kind: 'invitation' }, caller, context))
    .catch(refuseSecond);
}

/** The same as part of another transaction. */
export async function writeInvitation(
  tx: Transaction,
  { lifetime, kind, ...given }: NewInvitation & { kind: InvitationMail },
  caller: Caller,
  context: Dependencies,
): Promise<Invitation> {
  const { clock, random, settings } = context;
  if (isDenied(given.email, settings.abuse?.domains)) {
    throw new OAuthError(
      'invalid_request',
      'Addresses of this domain are not taken: see abuse.domains in the configuration.',
    );
  }
  const { organization = null, organizationRoles = [], client = null } = given;
  if (client !== null && !(await context.clients(client))) {
    throw new OAuthError('not_found', `There is no client ${client}.`);
  }
  const organizationId = organization && (await holdOrganization(tx, organization)).id;
  const promise = { ...given, organizationId };
  await requireToInvite(tx, promise, caller);
  await requireAuthorityToGive(tx, promise, caller);
  const now = clock.now();
  const invitation: Invitation = {
    ...given,
    ...{ organization, organizationId, organizationRoles, client },
    // In one order, so that two into the same groups are found to be so.
    groups: [...new Set(given.groups)].toSorted(),
    id: random.uuid(),
    invitedBy: caller.actor,
    createdAt: now,
    sentAt: now,
    expiresAt: secondsAfter(now, lifetime),
    acceptedAt: null,
    withdrawnAt: null,
  };
  await insertInvitation(tx, invitation);
  await recordAudit(tx, {
    at: now,
    action: 'invitation.create',
    actor: caller.actor,
    subjects: [`invitation:${invitation.id}`],
    detail: promised(invitation),
  });
  await send(tx, invitation, kind, context);
  return invitation;
}

/** As the audit log has it. */
export const promised = ({ roles, groups, organization, organizationRoles }: Invitation) => ({
  ...{ roles, groups },
  ...(organization !== null && { organization, organization_roles: organizationRoles }),
});

/**
 * Sends an invitation again, with a new link and a new end; the old link is dead. From now on it is that of
 * the caller.
 *
 * @throws OAuthError `not_found`; `conflict` where it was accepted or withdrawn; `insufficient_scope` where it
 *   gives more than the caller may.
 */
export async function resendInvitation(
  id: string,
  lifetime: number,
  { caller, guard }: By,
  context: Dependencies,
): Promise<Invitation> {
  await requireInvitations(context);
  return context.sql.begin(async (tx) => {
    const now = context.clock.now();
    const found = await lockInvitation(tx, id);
    if (!found) throw noSuchInvitation(id);
    await guard(tx);
    if (found.acceptedAt || found.withdrawnAt) {
      const what = found.acceptedAt ? 'accepted' : 'withdrawn';
      throw new OAuthError('conflict', `This invitation was ${what}. Make a new one.`);
    }
    await requireToInvite(tx, found, caller);
    await requireAuthorityOverPromise(tx, found, caller);
    const expiresAt = secondsAfter(now, lifetime);
    const sent = { ...found, invitedBy: caller.actor, sentAt: now, expiresAt };
    await writeSent(tx, sent);
    const subjects = [`invitation:${id}`];
    const { actor } = caller;
    await recordAudit(tx, { at: now, action: 'invitation.resend', actor, subjects });
    await send(tx, sent, 'invitation', context);
    return sent;
  });
}

/**
 * Withdrawing one that is not open any more is no error.
 *
 * @throws OAuthError `not_found`; `insufficient_scope` where it gives more than the caller may
 */
export async function withdrawInvitation(
  id: string,
  { caller, guard }: By,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const now = context.clock.now();
    const found = await lockInvitation(tx, id);
    if (!found) throw noSuchInvitation(id);
    await guard(tx);
    await requireToInvite(tx, found, caller);
    await requireAuthorityOverPromise(tx, found, caller);
    if (!(await markWithdrawn(tx, id, now))) return;
    await withdrawCodes(tx, { invitation: id, email: found.email }, context);
    const subjects = [`invitation:${id}`];
    const { actor } = caller;
    await recordAudit(tx, { at: now, action: 'invitation.withdraw', actor, subjects });
  });
}

/**
 * One page of invitations, and whether there are more.
 *
 * @throws OAuthError `not_found`; `insufficient_scope` for a caller who may not see those into that organization,
 *   or who names none and may not see all.
 */
export async function listInvitations(
  {
    organization: key = null,
    ...query
  }: Omit<InvitationQuery, 'organizationId'> & { organization?: string | null },
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<{ invitations: Invitation[]; more: boolean }> {
  await requireToInvite(sql, { roles: [], groups: [], organization: key }, caller, 'users:read');
  const organizationId = key && (await idOfOrganization(sql, key));
  const asked = { ...query, organizationId, limit: query.limit + 1 };
  const found = await readInvitations(sql, asked, clock.now());
  return { invitations: found.slice(0, query.limit), more: found.length > query.limit };
}

/** @throws OAuthError `not_found`; `insufficient_scope` for one that is into what the caller does not reach */
export async function getInvitation(
  id: string,
  caller: Caller,
  { sql }: { sql: Queryable },
): Promise<Invitation> {
  const invitation = await readInvitation(sql, id);
  if (!invitation) throw noSuchInvitation(id);
  await requireToInvite(sql, invitation, caller, 'users:read');
  return invitation;
}

export type InvitationMail = 'invitation' | 'waiting-list-approved';

async function send(
  tx: Transaction,
  { id, email, inviter, language, sentAt, expiresAt }: Invitation,
  kind: InvitationMail,
  context: Dependencies,
): Promise<void> {
  const lifetime = (expiresAt.getTime() - sentAt.getTime()) / 1000;
  const order = { purpose: 'invitation', email, owner: null, signIn: null, lifetime } as const;
  const { secret } = await issueCode(tx, { ...order, parameters: { invitation: id } }, context);
  const link = context.settings.url + routes.acceptInvitation(secret);
  const mail = { to: email, language, network: null, expiresAt };
  const queued =
    kind === 'invitation'
      ? await context.mail.queue(tx, {
          ...{ ...mail, kind },
          parameters: { link, ...(inviter !== null && { inviter }) },
        })
      : await context.mail.queue(tx, { ...mail, kind, parameters: { link } });
  if (queued.queued) return;
  throw new OAuthError(
    'too_many_requests',
    'Too many mails were sent to this address. Send the invitation again later.',
    { retryAfter: queued.retryAfter },
  );
}

/** @throws OAuthError `invalid_request` */
export async function requireInvitations({
  sql,
  mail,
}: Pick<Context, 'sql' | 'mail'>): Promise<void> {
  if (!mail.canSend) {
    throw new OAuthError(
      'invalid_request',
      'Invitations are sent by mail, and no mail server is configured: see email.smtp.',
    );
  }
  const { mode } = await readPolicy(sql, registrationPolicy);
  if (mode === 'off') {
    throw new OAuthError('invalid_request', 'registration.mode is off: it lets nobody in.');
  }
}

export function refuseSecond(error: unknown): never {
  if (isUniqueViolation(error)) {
    throw new OAuthError(
      'conflict',
      'An invitation for this address into the same is open. Send it again, or withdraw it.',
      { cause: error },
    );
  }
  throw error;
}
