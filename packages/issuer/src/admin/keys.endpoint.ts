import { z } from 'zod';
import type { Context } from '../context.ts';
import { type KnownKey, knownKeys } from '../keys/list-keys.service.ts';
import { keyAlgs } from '../keys/make-key.service.ts';
import { rotateKeys } from '../keys/rotate-keys.service.ts';
import { keyStates } from '../keys/schedule.ts';
import { withdrawKey } from '../keys/withdraw-key.service.ts';
import { type Operation, operation } from './operation.ts';

const alg = z.enum(keyAlgs).describe('What it signs or seals with.');

const keySchema = z.object({
  kid: z.string(),
  use: z.enum(['sig', 'seal']).describe('`sig` signs JWTs, `seal` encrypts access tokens.'),
  alg,
  state: z
    .enum(keyStates)
    .describe(
      '`next` is published and does not sign yet; `signing` makes what is new; what a `published` one made is still verified or opened; a `retired` one is no longer published; what a `withdrawn` one made is refused.',
    ),
  created_at: z.iso.datetime(),
  signs_from: z.iso.datetime(),
  retired_at: z.iso
    .datetime()
    .nullable()
    .describe('From when on it makes nothing new; null while that is not known.'),
  published_until: z.iso
    .datetime()
    .nullable()
    .describe('Until when what it made is verified; null while that is not known.'),
  withdrawn_at: z.iso.datetime().nullable(),
});

export function keyOperations(
  context: Pick<Context, 'sql' | 'clock' | 'changes' | 'random' | 'settings' | 'secrets' | 'keys'>,
): Operation[] {
  return [
    operation({
      method: 'GET',
      path: '/keys',
      summary:
        'List the keys of the server, without anything secret, the one that signs last first',
      permission: 'keys:read',
      status: 200,
      response: z.object({ items: z.array(keySchema) }),
      run: async () => ({ items: (await knownKeys(context)).map(shown) }),
    }),
    operation({
      method: 'POST',
      path: '/keys/rotate',
      summary:
        'Make a new key of each algorithm, or of one. It is published at once, and signs 15 minutes later',
      permission: 'keys:write',
      body: z.strictObject({
        alg: alg.optional().describe('Only this one; all when left out.'),
      }),
      status: 200,
      response: z.object({ items: z.array(keySchema) }),
      run: async ({ body, caller }) => ({
        items: (await rotateKeys(body.alg, caller.actor, context)).map(shown),
      }),
    }),
    operation({
      method: 'POST',
      path: '/keys/{kid}/withdraw',
      summary:
        'Withdraw a key that has leaked: it signs nothing any more, and what it signed is refused. Of one that signs now, the successor is published first, which takes ten seconds',
      permission: 'keys:write',
      params: z.strictObject({ kid: z.string().min(1).max(64).describe('The id of the key.') }),
      status: 200,
      response: keySchema,
      run: async ({ params, caller }) =>
        shown(await withdrawKey(params.kid, caller.actor, context)),
    }),
  ];
}

const shown = (key: KnownKey) => ({
  ...{ kid: key.kid, use: key.use, alg: key.alg, state: key.state },
  created_at: key.createdAt.toISOString(),
  signs_from: key.signsFrom.toISOString(),
  retired_at: key.signsUntil?.toISOString() ?? null,
  published_until: key.publishedUntil?.toISOString() ?? null,
  withdrawn_at: key.withdrawnAt?.toISOString() ?? null,
});
