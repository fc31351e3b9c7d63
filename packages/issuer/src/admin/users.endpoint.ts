import { z } from 'zod';
import type { Context } from '../context.ts';
import { findPeople } from '../directory/delegation/reach.service.ts';
import { peopleFor } from '../directory/delegation/reach.ts';
import { createUser, deleteUser, updateUser } from '../directory/users/change-users.service.ts';
import { newPassword } from '../directory/users/new-password.ts';
import { findUsers, getUser, listUsers } from '../directory/users/read-users.service.ts';
import { emailAddress } from '../runtime/email-address.ts';
import { label } from '../runtime/text.ts';
import { moment } from './moment.ts';
import { type Operation, operation } from './operation.ts';
import { encodeCursor, nextCursor, pageQuery, readPlace, writePlace } from './page.ts';
import { userId } from './user-id.ts';
import { showUser, showUserDetails, userDetailsSchema, userSchema } from './user-wire.ts';

const params = z.strictObject({ id: userId });
const address = emailAddress.describe('Their e-mail address. No other user has it.');
const shownName = label.describe('Their name, as people and services see it.');
const password = newPassword.describe(
  'A password for them, from 8 characters on. It is kept as a hash.',
);
const verified = z
  .boolean()
  .describe(
    'Whether the address is known to be theirs. Only then does it find them and sign them in.',
  );

const mustChange = z
  .boolean()
  .describe('Whether they choose another password when they next sign in with this one.');

/** The moment and the id of a page's last user. */
const place = z.tuple([moment, userId]);
const reachedPlace = z.tuple([userId]);
/** The text by which a page's last user was found, and the id. */
const foundPlace = z.tuple([z.string().max(500), userId]);

export function userOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'changes' | 'settings' | 'log' | 'mail'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/users',
      summary:
        'List users, oldest first; find one by an address, or several by how address or name begins',
      permission: 'users:read',
      within: 'either',
      query: z.strictObject({
        ...pageQuery,
        q: z
          .string()
          .trim()
          .min(1)
          .max(100)
          .optional()
          .describe(
            'Only those whose address, name or last word of the name begins so, in any case; in its order. A page may then have fewer users, or none, and a next one.',
          ),
        email: emailAddress.optional().describe('Only the user with this address.'),
        status: z
          .enum(['active', 'disabled'])
          .optional()
          .describe(
            'Only those who may sign in, or may not. Who is invited has no account yet: `/invitations?status=open`. Accounts that are gone: `/former-users`.',
          ),
      }),
      status: 200,
      response: z.object({ items: z.array(userSchema), next_cursor: nextCursor }),
      async run({ query: { q: search, email = null, status, limit, cursor }, caller }) {
        const disabled = status && status === 'disabled';
        const within = peopleFor(caller);
        if (within) {
          const [after] = readPlace(cursor, reachedPlace);
          const query = { ...within, search, email, disabled, after, limit };
          const { users, next } = await findPeople(query, context);
          return { items: users.map(showUser), next_cursor: next && encodeCursor([next]) };
        }
        if (search !== undefined) {
          const [key, id] = readPlace(cursor, foundPlace);
          const after = key === null ? null : { key, id };
          const { users, next } = await findUsers({ search, disabled, after, limit }, context);
          const next_cursor = next && encodeCursor([next.key, next.id]);
          return { items: users.map(showUser), next_cursor };
        }
        const [createdAt, id] = readPlace(cursor, place);
        const after = createdAt === null ? null : { createdAt: new Date(createdAt), id };
        const { users, more } = await listUsers({ email, disabled, after, limit }, context);
        const items = users.map(showUser);
        return {
          items,
          next_cursor: writePlace(more, items, (user) => [user.created_at, user.id]),
        };
      },
    }),
    operation({
      method: 'POST',
      path: '/users',
      summary: 'Create a user; without a password they sign in through a provider only',
      permission: 'users:write',
      body: z.strictObject({
        email: address,
        name: shownName,
        email_verified: verified.default(true),
        password: password.optional(),
        must_change_password: mustChange.default(false),
      }),
      status: 201,
      response: userSchema,
      async run({ body, caller }) {
        const { email, name, email_verified: emailVerified, password = null } = body;
        const mustChangePassword = body.must_change_password;
        const given = { email, name, emailVerified, password, mustChangePassword };
        return showUser(await createUser(given, caller, context));
      },
    }),
    operation({
      method: 'GET',
      path: '/users/{id}',
      summary: 'Read a user: what they were given, and what they may do at each API now',
      permission: 'users:read',
      params,
      status: 200,
      versioned: true,
      response: userDetailsSchema,
      run: async ({ params }) => showUserDetails(await getUser(params.id, context)),
    }),
    operation({
      method: 'PATCH',
      path: '/users/{id}',
      summary:
        'Change a user. Disabling, enabling and a new password end their sessions and revoke ' +
        'what they granted',
      permission: 'users:write',
      params,
      body: z.strictObject({
        email: address.optional(),
        email_verified: verified.optional(),
        name: shownName.optional(),
        password: password.optional(),
        disabled: z
          .boolean()
          .optional()
          .describe('`true` keeps the user out, `false` lets them in again.'),
        disabled_until: moment
          .nullable()
          .optional()
          .describe('When they are let in again by themselves; `null` for never.'),
        reason: label
          .optional()
          .describe('Why they are kept out or let in: it is kept in the audit log, as `reason`.'),
        must_change_password: mustChange.optional(),
      }),
      status: 200,
      versioned: true,
      response: userDetailsSchema,
      async run({ params, body, caller, unchanged }) {
        const { email_verified: emailVerified, must_change_password: mustChangePassword } = body;
        const { email, name, password, disabled, disabled_until: until, reason } = body;
        const disabledUntil = typeof until === 'string' ? new Date(until) : until;
        const change = {
          ...{ email, emailVerified, name, password, mustChangePassword },
          ...{ disabled, disabledUntil, reason },
        };
        const guard = unchanged(async (tx) =>
          showUserDetails(await getUser(params.id, { sql: tx, clock: context.clock })),
        );
        await updateUser(params.id, change, caller, context, guard);
        return showUserDetails(await getUser(params.id, context));
      },
    }),
    operation({
      method: 'DELETE',
      path: '/users/{id}',
      summary: 'Delete a user, with everything they are signed in with',
      permission: 'users:write',
      params,
      status: 204,
      versioned: true,
      run: ({ params, caller, unchanged }) =>
        deleteUser(
          params.id,
          caller,
          context,
          unchanged(async (tx) =>
            showUserDetails(await getUser(params.id, { sql: tx, clock: context.clock })),
          ),
        ),
    }),
  ];
}
