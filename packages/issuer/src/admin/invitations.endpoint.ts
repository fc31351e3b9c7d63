import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import type { Context } from '../context.ts';
import type { Caller } from '../directory/caller.ts';
import {
  defaultInvitationLifetime,
  type Invitation,
  invitationStatuses,
  maxInvitationLifetime,
  statusOf,
} from '../registration/invitations/invitation.ts';
import {
  getInvitation,
  invite,
  listInvitations,
  resendInvitation,
  withdrawInvitation,
} from '../registration/invitations/invite.service.ts';
import { emailAddress } from '../runtime/email-address.ts';
import { label, name } from '../runtime/text.ts';
import type { Unchanged } from './if-match.ts';
import { moment } from './moment.ts';
import { organizationParam } from './names.ts';
import { type Operation, operation } from './operation.ts';
import { decodeCursor, encodeCursor, nextCursor, pageQuery } from './page.ts';

const id = z.uuid().describe('Of the invitation.');
const params = z.strictObject({ id });
const place = z.tuple([moment, id]);

/** What every invitation takes. */
export const invitationTerms = {
  roles: z.array(name).max(50).default([]).describe('What the account gets.'),
  groups: z.array(name).max(50).default([]).describe('What the account becomes a member of.'),
  client: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'The id of the client whose application the person goes on to. The only page behind the gateway when left out.',
    ),
  expires_in: z
    .int()
    .min(3_600)
    .max(maxInvitationLifetime)
    .default(defaultInvitationLifetime)
    .describe('Seconds.'),
};

export const language = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/, 'Write a language as de or pt-BR.')
  .default('en')
  .describe('Of the mail (BCP 47).');

export const invitationSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string().nullable(),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  organization: z.string().nullable().describe('The key of the one that they join.'),
  organization_roles: z.array(z.string()).describe('What they get within it.'),
  client: z.string().nullable().describe('Whose application they go on to.'),
  status: z.enum(invitationStatuses),
  invited_by: z.string().describe('As the audit log has it.'),
  created_at: z.iso.datetime(),
  sent_at: z.iso.datetime().describe('When the mail was sent last.'),
  expires_at: z.iso.datetime(),
});

export const showInvitation = (
  invitation: Invitation,
  now: Date,
): z.output<typeof invitationSchema> => ({
  id: invitation.id,
  email: invitation.email,
  name: invitation.name,
  roles: invitation.roles,
  groups: invitation.groups,
  organization: invitation.organization,
  organization_roles: invitation.organizationRoles,
  client: invitation.client,
  status: statusOf(invitation, now),
  invited_by: invitation.invitedBy,
  created_at: invitation.createdAt.toISOString(),
  sent_at: invitation.sentAt.toISOString(),
  expires_at: invitation.expiresAt.toISOString(),
});

export function invitationOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail' | 'clients'>,
): Operation[] {
  const show = (invitation: Invitation) => showInvitation(invitation, context.clock.now());
  const by = (id: string, caller: Caller, unchanged: Unchanged) => {
    const guard = unchanged(async (tx) => show(await getInvitation(id, caller, { sql: tx })));
    return { caller, guard };
  };
  return [
    operation({
      method: 'GET',
      path: '/invitations',
      summary: 'List invitations, oldest first, or those of an e-mail address',
      permission: 'users:read',
      within: 'organization',
      query: z.strictObject({
        ...pageQuery,
        email: emailAddress.optional().describe('Only those to this address.'),
        organization: organizationParam
          .optional()
          .describe('Only those into the organization with this key.'),
        status: z
          .enum(invitationStatuses)
          .optional()
          .describe('Only these: `open` can be accepted.'),
      }),
      status: 200,
      response: z.object({ items: z.array(invitationSchema), next_cursor: nextCursor }),
      async run({ query, caller }) {
        const cursor = decodeCursor(query.cursor, place);
        const after = cursor && { createdAt: new Date(cursor[0]), id: cursor[1] };
        const { email = null, organization = null, status, limit } = query;
        const asked = { email, organization, status, after, limit };
        const { invitations, more } = await listInvitations(asked, caller, context);
        const items = invitations.map(show);
        const last = items.at(-1);
        const next = more && last ? encodeCursor([last.created_at, last.id]) : null;
        return { items, next_cursor: next };
      },
    }),
    operation({
      method: 'POST',
      path: '/invitations',
      summary: 'Invite the owner of an e-mail address, who may have an account or not',
      permission: 'users:write',
      within: 'either',
      body: z.strictObject({
        email: emailAddress.describe('Where the invitation is sent.'),
        name: label.optional().describe('Of the person, who may correct it.'),
        inviter: label.optional().describe('Who invites, as the mail says it.'),
        language,
        organization: organizationParam
          .optional()
          .describe(
            'The key of the organization that they join. It takes organizations:write, everywhere or there.',
          ),
        organization_roles: z
          .array(name)
          .max(50)
          .default([])
          .describe('What they get within the organization.'),
        ...invitationTerms,
      }),
      status: 201,
      response: invitationSchema,
      async run({ body, caller }) {
        const { name = null, inviter = null, expires_in: lifetime, ...rest } = body;
        const { organization = null, organization_roles: organizationRoles, ...given } = rest;
        if (organization === null && organizationRoles.length > 0) {
          throw new OAuthError(
            'invalid_request',
            'organization_roles: name the organization, too.',
          );
        }
        const into = { organization, organizationRoles };
        return show(await invite({ ...given, ...into, name, inviter, lifetime }, caller, context));
      },
    }),
    operation({
      method: 'GET',
      path: '/invitations/{id}',
      summary: 'Read an invitation',
      permission: 'users:read',
      within: 'either',
      params,
      status: 200,
      versioned: true,
      response: invitationSchema,
      run: async ({ params, caller }) => show(await getInvitation(params.id, caller, context)),
    }),
    operation({
      method: 'POST',
      path: '/invitations/{id}/resend',
      summary: 'Send an invitation again, with a new link; the old one is dead',
      permission: 'users:write',
      within: 'either',
      params,
      body: z.strictObject({ expires_in: invitationTerms.expires_in }),
      status: 200,
      versioned: true,
      response: invitationSchema,
      async run({ params: { id }, body, caller, unchanged }) {
        const sender = by(id, caller, unchanged);
        return show(await resendInvitation(id, body.expires_in, sender, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/invitations/{id}',
      summary: 'Withdraw an invitation; its link is dead',
      permission: 'users:write',
      within: 'either',
      params,
      status: 204,
      versioned: true,
      run: ({ params: { id }, caller, unchanged }) =>
        withdrawInvitation(id, by(id, caller, unchanged), context),
    }),
  ];
}
