import { z } from 'zod';
import type { Context } from '../context.ts';
import { reachOf } from '../directory/delegation/reach.service.ts';
import { reachTypes } from '../directory/delegation/reach.ts';
import { type Operation, operation } from './operation.ts';

const placeSchema = z.object({
  type: z.enum(reachTypes),
  identifier: z.string().describe('Name of the group, key of the organization.'),
  permissions: z.array(z.string()).describe('With a group, they are for those below it, too.'),
});

/** Who asks, and what they may do. */
export function whoamiOperations(context: Pick<Context, 'sql' | 'clock'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/whoami',
      summary:
        'Read who the token stands for, and what they may do: everywhere, and on single groups and organizations',
      permission: null,
      status: 200,
      response: z.object({
        actor: z.string().describe('As the audit log names them: `user:` or `client:` and the id.'),
        permissions: z.array(z.string()).describe('Everywhere.'),
        delegated: z.array(placeSchema).describe('Beside that, by type and identifier.'),
      }),
      async run({ caller: { actor, permissions } }) {
        const reach = await reachOf(context.sql, actor, context.clock.now());
        return {
          actor,
          permissions: [...permissions],
          delegated: reach.map(({ type, identifier, permissions: there }) => ({
            ...{ type, identifier },
            permissions: [...there],
          })),
        };
      },
    }),
  ];
}
