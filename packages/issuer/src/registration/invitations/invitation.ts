import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';

/** An invitation as the row says. */
export const invitationRow = z.object({
  id: z.string(),
  email: z.string(),
  /** As the inviter wrote it; the person may correct it. */
  name: z.string().nullable(),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  /** The one that they become a member of, with these roles within. */
  organizationId: z.string().nullable(),
  organization: z.string().nullable(),
  organizationRoles: z.array(z.string()),
  /** Whose application the person goes on to. */
  client: z.string().nullable(),
  /** Who has sent it last, as the audit log has them: it stands for as long as they may send it. */
  invitedBy: z.string(),
  /** As the mail says it. */
  inviter: z.string().nullable(),
  language: z.string(),
  createdAt: z.date(),
  /** When the mail was sent last. */
  sentAt: z.date(),
  expiresAt: z.date(),
  acceptedAt: z.date().nullable(),
  withdrawnAt: z.date().nullable(),
});

export type Invitation = z.output<typeof invitationRow>;

export const invitationStatuses = ['open', 'accepted', 'withdrawn', 'expired'] as const;

export type InvitationStatus = (typeof invitationStatuses)[number];

export function statusOf(
  { acceptedAt, withdrawnAt, expiresAt }: Invitation,
  now: Date,
): InvitationStatus {
  if (acceptedAt) return 'accepted';
  if (withdrawnAt) return 'withdrawn';
  return expiresAt <= now ? 'expired' : 'open';
}

/** Seconds. */
export const defaultInvitationLifetime = 7 * 86_400;
export const maxInvitationLifetime = 30 * 86_400;

/** A person on the waiting list. */
export const waitingPersonRow = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  language: z.string(),
  joinedAt: z.date(),
});

export type WaitingPerson = z.output<typeof waitingPersonRow>;

export const noSuchInvitation = (id: string): OAuthError =>
  new OAuthError('not_found', `There is no invitation ${id}.`);
