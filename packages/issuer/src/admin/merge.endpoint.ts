import { z } from 'zod';
import type { Context } from '../context.ts';
import { type Merged, mergeUsers, tryMerge } from '../directory/merge/merge-users.service.ts';
import { label } from '../runtime/text.ts';
import { type Operation, operation } from './operation.ts';
import { userId } from './user-id.ts';

const names = z.array(z.string());

const mergeSchema = z.object({
  dry_run: z.boolean().describe('Whether nothing was done, and this is what would be.'),
  roles: names.describe('Roles that the account that stays has got, or has for longer.'),
  groups: names.describe('The same of groups.'),
  resource_roles: z.int().describe('How many roles on single resources.'),
  organizations: names.describe('Keys of those that it has become a member of.'),
  identities: z.int().describe('How many identities at providers have come to it.'),
  addresses: names.describe('Verified addresses that have come to it.'),
  lost: z
    .object({
      addresses: names.describe('For which there was no room.'),
      password: z.boolean(),
      passkeys: z.int(),
      authenticator: z.boolean(),
      consents: z.int(),
    })
    .describe('What goes with the other account.'),
});

/** Two accounts of one person become one. */
export function mergeOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'mail' | 'settings'>,
): Operation[] {
  return [
    operation({
      method: 'POST',
      path: '/users/{id}/merge',
      summary:
        'Merge a user into another one. This cannot be undone: the account is gone, and its id leads to the other one',
      permission: 'users:write',
      params: z.strictObject({ id: userId }),
      body: z.strictObject({
        into: z.uuid().toLowerCase().describe('The id of the user who stays.'),
        reason: label.optional().describe('Why: it is kept in the audit log.'),
        dry_run: z.boolean().default(false).describe('Only tell what would be done.'),
      }),
      status: 200,
      response: mergeSchema,
      async run({ params: { id }, body: { dry_run, ...body }, caller }) {
        const work = dry_run ? tryMerge : mergeUsers;
        return show(await work({ id, ...body }, caller, context), dry_run);
      },
    }),
  ];
}

const show = ({ resourceRoles, lost, ...merged }: Merged, dry_run: boolean) => ({
  ...{ dry_run, ...merged, resource_roles: resourceRoles },
  lost: {
    ...{ addresses: lost.addresses, password: lost.hasPassword, passkeys: lost.passkeys },
    ...{ authenticator: lost.hasAuthenticator, consents: lost.consents },
  },
});
