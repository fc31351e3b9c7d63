import { OAuthError } from '@sallyport/protocol/errors.ts';
import {
  internalVersion,
  type JoinResponse,
  type LeaseResponse,
} from '@sallyport/protocol/internal.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { coalesce } from '../database/coalesce.ts';
import { readJson } from '../http/body.ts';
import { deleteMember, insertMember, type Renewal, renewMembers } from './members.store.ts';

const instance = z.string().min(1).max(64);
const joinSchema = z.object({
  version: z.int(),
  name: z.string().max(200),
  instance: instance.optional(),
});
const leaseSchema = z.object({
  member: z.uuid(),
  epoch: z.string().max(100),
  acked: z.int().min(0),
});
const leaveSchema = z.object({ member: z.uuid() });
const changesSchema = z.object({
  after: z.object({ epoch: z.string().max(100), pos: z.int().min(0) }),
  wait_ms: z.int().min(0).max(25_000),
  instance: instance.optional(),
});

/** `POST /internal/members` */
export const join =
  ({ sql, random, settings }: Pick<Context, 'sql' | 'random' | 'settings'>) =>
  async (request: Request) => {
    const { version, name, instance } = await readJson(request, joinSchema);
    if (version !== internalVersion) {
      throw new OAuthError(
        'invalid_request',
        `This issuer speaks version ${internalVersion} of the internal API, not ${version}. ` +
          'Upgrade one node at a time, by one version at a time.',
      );
    }
    const member = random.uuid();
    const position = await insertMember(sql, { id: member, name, instance });
    return request.json<JoinResponse>({
      version: internalVersion,
      member,
      lease_ms: settings.leaseMs,
      ...position,
    });
  };

/**
 * `POST /internal/lease`. Each write serves every renewal that arrived before it began: where
 * commits wait, as on a primary that has lost its standby, gateways do not take up the connections.
 */
export const renewLease = ({ sql }: Pick<Context, 'sql'>) => {
  const renew = coalesce((renewals: Renewal[]) => renewMembers(sql, renewals));
  return async (request: Request) => {
    const { member, epoch, acked } = await readJson(request, leaseSchema);
    const position = await renew({ member, acked: { epoch, pos: acked } });
    if (!position) {
      throw new OAuthError(
        'not_found',
        'This member was expelled. Empty the cache and join again.',
      );
    }
    return request.json<LeaseResponse>(position);
  };
};

/** `POST /internal/leave` */
export const leave =
  ({ sql }: Pick<Context, 'sql'>) =>
  async (request: Request) => {
    const { member } = await readJson(request, leaveSchema);
    await deleteMember(sql, member);
    return request.body(null, 204);
  };

/** `POST /internal/changes` */
export const nextChanges =
  ({ changes, receipts }: Pick<Context, 'changes' | 'receipts'>) =>
  async (request: Request) => {
    const { after, wait_ms, instance } = await readJson(request, changesSchema);
    const { signal } = request.req.raw;
    if (instance === undefined) return request.json(await changes.next(after, wait_ms, signal));
    return receipts.waiting.during(instance, async (poll) => {
      const either = AbortSignal.any([signal, poll.signal]);
      const answer = await changes.next(after, wait_ms, either);
      const questions = poll.take();
      return request.json({ ...answer, ...(questions.length > 0 && { questions }) });
    });
  };
