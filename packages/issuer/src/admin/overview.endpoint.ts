import { z } from 'zod';
import type { Context } from '../context.ts';
import { createOverview, type GatewayTraffic, type SignIns } from '../overview/overview.service.ts';
import { type Operation, operation } from './operation.ts';

const counts = z.array(z.int());

const trafficSchema = z.object({
  from: z.iso.datetime().describe('The beginning of the first of the 60 minutes.'),
  requests: counts.describe('Requests in each minute, the one that is still counted last.'),
  swap_hits: counts.describe('Requests whose inside JWT the gateway had at hand, by minute.'),
  swap_misses: counts.describe('Requests for which the issuer was asked about the token.'),
  refusals: z
    .array(
      z.object({
        reason: z
          .string()
          .describe(
            'The member of the route that was not met, `require.permissions`; `unauthenticated` where the caller ' +
              'had shown nothing; or the error code.',
          ),
        count: z.int(),
        minutes: counts,
      }),
    )
    .describe('The most frequent reason first.'),
  processes: z.int().describe('How many processes of gateways have told what they counted.'),
  silent: z.array(z.string()).describe('Names of the gateways of which a process did not answer.'),
});

const signInsSchema = z.object({
  from: z.iso
    .datetime()
    .describe('The beginning of the first hour: 23 hours ago, or later where there were many.'),
  started: counts.describe('Sign-ins in each hour, the present one last.'),
  refused: counts.describe('Sign-ins that were refused.'),
  more: z
    .boolean()
    .describe('Whether the day had too many: the latest 5,000 of each kind are looked at.'),
});

const endingSchema = z.object({
  kind: z.enum(['invitation', 'role', 'group', 'organization_role', 'resource_role']),
  subject: z.string().describe('As in the audit log: `user:<id>`, `invitation:<id>`.'),
  name: z.string().describe('The address of a person, or the name of who else has it.'),
  what: z.string().nullable().describe('The role or the group.'),
  within: z
    .string()
    .nullable()
    .describe('The key of the organization, or type and identifier of the resource.'),
  ends_at: z.iso.datetime(),
});

const countedSchema = z.object({
  count: z.int().describe('100 at most.'),
  more: z.boolean(),
});

const overviewSchema = z.object({
  traffic: trafficSchema.nullable().describe('By the gateways, within the hour. `gateways:read`'),
  sign_ins: signInsSchema.nullable().describe('Within a day. `audit:read`'),
  ends_soon: z
    .array(endingSchema)
    .describe(
      'What ends by itself within seven days, the first 20. `users:read`, `organizations:read`, `roles:read`',
    ),
  needs: z
    .object({
      waiting_people: countedSchema.nullable().describe('Who wait to be let in. `users:read`'),
      failed_mails: countedSchema.nullable().describe('`mails:read`'),
      former_secrets: countedSchema
        .nullable()
        .describe('Clients whose former secret still works beside the new one. `clients:read`'),
      failing_providers: z
        .array(
          z.object({
            id: z.string(),
            name: z.string(),
            reason: z.string().describe('In a few words; the log has more.'),
            since: z.iso.datetime().describe('The first failure after it last answered.'),
            at: z.iso.datetime().describe('The last failure.'),
          }),
        )
        .nullable()
        .describe(
          'Providers that could not be reached within the hour, or did not answer as they should, the last one first. `providers:read`',
        ),
      old_keys: z
        .array(z.string())
        .nullable()
        .describe('Algorithms whose key has signed for a year and was not rotated. `keys:read`'),
      gateways: z.int().nullable().describe('How many take-aways wait for. `gateways:read`'),
      gateways_behind: z
        .array(z.string())
        .nullable()
        .describe('Names of those that have not acted on all changes. `gateways:read`'),
      unsealed_since: z.iso
        .datetime()
        .nullable()
        .describe(
          'When the oldest event was that the chain of the audit log does not have: seconds ago. `audit:read`',
        ),
    })
    .describe('What may need an administrator. Null is what the caller may not read.'),
  left_out: z.array(z.string()).describe('Permissions with which there would be more.'),
});

const showTraffic = ({ from, hits, misses, ...traffic }: GatewayTraffic) => ({
  ...traffic,
  ...{ from: from.toISOString(), swap_hits: hits, swap_misses: misses },
});

const showSignIns = ({ from, ...signIns }: SignIns) => ({ ...signIns, from: from.toISOString() });

export function overviewOperations(context: Pick<Context, 'sql' | 'clock' | 'receipts'>) {
  const overview = createOverview(context);
  const operations: Operation[] = [
    operation({
      method: 'GET',
      path: '/overview',
      summary:
        'Read what an administrator looks at first: refusals, requests, sign-ins, what ends soon and what ' +
        'needs somebody; as much of it as the caller may read',
      permission: 'any',
      status: 200,
      response: overviewSchema,
      async run({ caller }) {
        const { traffic, signIns, ending, needs, leftOut } = await overview(caller.permissions);
        return {
          traffic: traffic && showTraffic(traffic),
          sign_ins: signIns && showSignIns(signIns),
          ends_soon: ending.map(({ id, endsAt, ...each }) => ({
            ...each,
            ...{ subject: id, ends_at: endsAt.toISOString() },
          })),
          needs: {
            waiting_people: needs.waitingPeople,
            failed_mails: needs.failedMails,
            former_secrets: needs.formerSecrets,
            failing_providers:
              needs.failingProviders?.map(({ since, at, ...each }) => ({
                ...each,
                ...{ since: since.toISOString(), at: at.toISOString() },
              })) ?? null,
            old_keys: needs.oldKeys,
            gateways: needs.gateways,
            gateways_behind: needs.gatewaysBehind,
            unsealed_since: needs.unsealedSince?.toISOString() ?? null,
          },
          left_out: leftOut,
        };
      },
    }),
  ];
  return operations;
}
