import { z } from 'zod';
import { listGateways } from '../changes/list-gateways.service.ts';
import type { Context } from '../context.ts';
import { type Operation, operation } from './operation.ts';

const gatewaySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  joined_at: z.iso.datetime(),
  leases: z.int().describe('How many it was granted since it joined: one every few seconds.'),
  position: z.int().describe('How far in the change log it has acted.'),
  lag: z.int().describe('How many changes it is behind.'),
});

const barrierSchema = z.object({
  at: z.iso.datetime().describe('When it was obeyed.'),
  waited_ms: z.int().describe('Milliseconds since it was committed.'),
  gateways: z.int().describe('How many had to obey it.'),
  acknowledged: z.int().describe('How many of them said so; the leases of the others had run out.'),
});

/** What there is to look at and not to change: a handful each, so that a list has one page. */
export function systemOperations(context: Pick<Context, 'sql' | 'changes'>): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/gateways',
      summary: 'List the gateways that take-aways wait for, and how far each one is',
      permission: 'gateways:read',
      status: 200,
      response: z.object({ items: z.array(gatewaySchema) }),
      run: async () => ({
        items: (await listGateways(context)).map(
          ({ joinedAt, renewals, acked, pos, ...member }) => ({
            ...member,
            joined_at: joinedAt.toISOString(),
            ...{ leases: renewals, position: acked, lag: Math.max(0, pos - acked) },
          }),
        ),
      }),
    }),
    operation({
      method: 'GET',
      path: '/gateways/barriers',
      summary:
        'List how long the latest changes waited for gateways, newest first: those that this node of the issuer made since its start, 500 at most',
      permission: 'gateways:read',
      status: 200,
      response: z.object({ items: z.array(barrierSchema) }),
      run: async () => ({
        items: context.changes
          .settled()
          .toReversed()
          .map(({ at, waitedMs, ...barrier }) => ({
            ...{ at: at.toISOString(), waited_ms: Math.round(waitedMs) },
            ...barrier,
          })),
      }),
    }),
  ];
}
