import { z } from 'zod';
import type { Context } from '../context.ts';
import { exportUsers } from '../directory/import/export-users.service.ts';
import type { ExportedUser } from '../directory/import/exported-user.ts';
import { importUsers } from '../directory/import/import-users.service.ts';
import { importedUser, maxImported } from '../directory/import/imported-user.ts';
import { type Operation, operation } from './operation.ts';

const givenSchema = z.array(
  z.object({ name: z.string(), valid_until: z.iso.datetime({ offset: true }).nullable() }),
);

/** A line that an import takes as it is. */
const exportedSchema = z.object({
  id: z.uuid(),
  email: z.string(),
  email_verified: z.boolean(),
  other_emails: z.array(z.string()),
  name: z.string(),
  password_hash: z.string().nullable().optional().describe('Only where it was asked for.'),
  must_change_password: z.boolean(),
  disabled: z.boolean(),
  created_at: z.iso.datetime(),
  locale: z.string().nullable(),
  profile: z.record(z.string(), z.unknown()),
  roles: givenSchema.describe('Given directly.'),
  groups: givenSchema.describe('Given directly.'),
  identities: z.array(z.object({ provider: z.string(), subject: z.string() })),
});

/** Many people at once. */
export function importExportOperations(
  context: Pick<Context, 'sql' | 'clock' | 'random'>,
): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/users/import',
      summary:
        'Make the accounts that are not there yet: whoever has an account by id, address or identity is left as they are',
      permission: 'users:write',
      maxBody: 4 * 1024 * 1024,
      body: z.strictObject({
        users: z
          .array(importedUser.or(z.unknown()))
          .min(1)
          .max(maxImported)
          .describe(
            'One object for each; what is none is refused by itself, and the others are made.',
          ),
        dry_run: z
          .boolean()
          .default(false)
          .describe('Tell what would be made and refused, and make nothing.'),
      }),
      status: 200,
      response: z.object({
        created: z.int(),
        existing: z.int().describe('Had an account already, which stays as it is.'),
        refused: z.array(
          z.object({ index: z.int().describe('Its place in `users`.'), reason: z.string() }),
        ),
      }),
      run: ({ body, caller }) => importUsers(body.users, { dryRun: body.dry_run }, caller, context),
    }),
    operation({
      method: 'GET',
      path: '/users/export',
      summary: 'Export all users as JSON Lines, in the order of their ids, as an import takes them',
      permission: 'users:read',
      query: z.strictObject({
        password_hashes: z
          .enum(['true', 'false'])
          .default('false')
          .describe(
            'Whether with the hashes of their passwords. This needs credentials:read, too.',
          ),
      }),
      status: 200,
      response: exportedSchema,
      lines: true,
      run: async ({ query, caller }) =>
        written({ passwordHashes: query.password_hashes === 'true' }, caller, context),
    }),
  ];
}

async function* written(...[options, caller, context]: Parameters<typeof exportUsers>) {
  for await (const user of exportUsers(options, caller, context)) {
    yield showExported(user, options.passwordHashes);
  }
}

const showExported = (
  user: ExportedUser,
  passwordHashes: boolean,
): z.input<typeof exportedSchema> => ({
  id: user.id,
  email: user.email,
  email_verified: user.emailVerified,
  other_emails: user.otherEmails,
  name: user.name,
  ...(passwordHashes && { password_hash: user.passwordHash }),
  must_change_password: user.mustChangePassword,
  disabled: user.disabled,
  created_at: user.createdAt.toISOString(),
  locale: user.locale,
  profile: user.profile,
  roles: user.roles,
  groups: user.groups,
  identities: user.identities,
});
