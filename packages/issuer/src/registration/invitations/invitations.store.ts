import type { Queryable, Transaction } from '../../database/connection.ts';
import { rowParser } from '../../database/row.ts';
import type { Fragment } from '../../database/statement.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { type Invitation, type InvitationStatus, invitationRow } from './invitation.ts';

const parse = rowParser('invitations', 'id', invitationRow);

const columns = (sql: Queryable) => sql`
  id, email, name, roles, groups, organization_id as "organizationId",
  (select key from organizations where id = organization_id) as organization,
  organization_roles as "organizationRoles", client_id as client, invited_by as "invitedBy", inviter, language,
  created_at as "createdAt", sent_at as "sentAt", expires_at as "expiresAt",
  accepted_at as "acceptedAt", withdrawn_at as "withdrawnAt"`;

/**
 * One that expired gives way to a new one for the same address.
 *
 * @throws the driver's unique violation while there is an open one into the same organization and groups.
 */
export async function insertInvitation(tx: Transaction, invitation: Invitation): Promise<void> {
  const { id, email, name, roles, groups, invitedBy, inviter, language } = invitation;
  const { createdAt, sentAt, expiresAt, organizationId, organizationRoles, client } = invitation;
  await tx`
    update invitations set withdrawn_at = ${createdAt}
    where lower(email collate "C") = ${emailKey(email)} and expires_at <= ${createdAt}
      and accepted_at is null and withdrawn_at is null`;
  await tx`
    insert into invitations (id, email, name, roles, groups, organization_id, organization_roles,
      client_id, invited_by, inviter, language, created_at, sent_at, expires_at)
    values (${id}, ${email}, ${name}, ${roles}, ${groups}, ${organizationId}, ${organizationRoles},
      ${client}, ${invitedBy}, ${inviter}, ${language}, ${createdAt}, ${sentAt}, ${expiresAt})`;
}

export interface InvitationQuery {
  email: string | null;
  /** The id of the one that they are into. */
  organizationId: string | null;
  status?: InvitationStatus | undefined;
  /** The last one of the page before. */
  after: { createdAt: Date; id: string } | null;
  limit: number;
}

const inStatus = (sql: Queryable, status: InvitationStatus, now: Date): Fragment =>
  ({
    open: sql`accepted_at is null and withdrawn_at is null and expires_at > ${now}`,
    expired: sql`accepted_at is null and withdrawn_at is null and expires_at <= ${now}`,
    accepted: sql`accepted_at is not null`,
    withdrawn: sql`withdrawn_at is not null and accepted_at is null`,
  })[status];

/** Oldest first. */
export async function readInvitations(
  sql: Queryable,
  { email, organizationId, status, after, limit }: InvitationQuery,
  now: Date,
): Promise<Invitation[]> {
  const rows = await sql`
    select ${columns(sql)} from invitations
    where true
      ${email === null ? sql`` : sql`and lower(email collate "C") = ${emailKey(email)}`}
      ${organizationId === null ? sql`` : sql`and organization_id = ${organizationId}`}
      ${status === undefined ? sql`` : sql`and ${inStatus(sql, status, now)}`}
      ${after === null ? sql`` : sql`and (created_at, id) > (${after.createdAt}, ${after.id})`}
    order by created_at, id limit ${limit}`;
  return rows.map(parse);
}

/** Until the end of the transaction no other one changes it. */
export async function lockInvitation(tx: Transaction, id: string): Promise<Invitation | null> {
  const [row] = await tx`
    select ${columns(tx)} from invitations where id = ${id} for no key update`;
  return row ? parse(row) : null;
}

export async function readInvitation(sql: Queryable, id: string): Promise<Invitation | null> {
  const [row] = await sql`select ${columns(sql)} from invitations where id = ${id}`;
  return row ? parse(row) : null;
}

export async function writeSent(
  tx: Transaction,
  {
    id,
    invitedBy,
    sentAt,
    expiresAt,
  }: Pick<Invitation, 'id' | 'invitedBy' | 'sentAt' | 'expiresAt'>,
): Promise<void> {
  await tx`
    update invitations set sent_at = ${sentAt}, expires_at = ${expiresAt},
      invited_by = ${invitedBy}
    where id = ${id}`;
}

/** @returns whether it was open. */
export async function markWithdrawn(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const { count } = await tx`
    update invitations set withdrawn_at = ${now}
    where id = ${id} and accepted_at is null and withdrawn_at is null`;
  return count === 1;
}

/** @returns whether it was open. */
export async function markAccepted(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const { count } = await tx`
    update invitations set accepted_at = ${now}
    where id = ${id} and accepted_at is null and withdrawn_at is null and expires_at > ${now}`;
  return count === 1;
}
