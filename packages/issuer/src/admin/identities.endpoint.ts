import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  linkIdentity,
  listIdentities,
  unlinkIdentity,
} from '../directory/users/identities.service.ts';
import type { Identity } from '../directory/users/identity.ts';
import { name } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const identitySchema = z.object({
  id: z.uuid(),
  provider: z.string().nullable().describe('Null where no provider with this issuer is declared.'),
  issuer: z.string(),
  subject: z.string(),
  linked_at: z.iso.datetime(),
});

const subject = z
  .string()
  .regex(/^[\x20-\x7e]{1,255}$/, 'Use 1 to 255 characters of ASCII.')
  .describe('Who the user is at the provider: `sub` of its ID tokens.');

/** What a user can sign in with at upstream providers. */
export function identityOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/users/{id}/identities',
      summary: 'List the identities at upstream providers that a user can sign in with',
      permission: 'users:read',
      params: z.strictObject({ id: userId }),
      status: 200,
      response: z.object({ items: z.array(identitySchema) }),
      run: async ({ params }) => ({
        items: (await listIdentities(params.id, context)).map(showIdentity),
      }),
    }),
    operation({
      method: 'POST',
      path: '/users/{id}/identities',
      summary: 'Link an identity at an upstream provider, so that the user can sign in with it',
      permission: 'users:write',
      params: z.strictObject({ id: userId }),
      body: z.strictObject({
        provider: name.describe('The `id` of an entry of `providers`.'),
        subject,
      }),
      status: 201,
      response: identitySchema,
      run: async ({ params, body, caller }) =>
        showIdentity(await linkIdentity(params.id, body, caller, context)),
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}/identities/{identity}',
      summary: 'Unlink an identity. Ends the sessions of the user and revokes what they granted',
      permission: 'users:write',
      params: z.strictObject({
        id: userId,
        identity: userId.describe('The id of the identity, from the list of them.'),
      }),
      status: 204,
      run: ({ params, caller }) => unlinkIdentity(params.id, params.identity, caller, context),
    }),
  ];
}

const showIdentity = ({ linkedAt, ...identity }: Identity): z.output<typeof identitySchema> => ({
  ...identity,
  linked_at: linkedAt.toISOString(),
});
