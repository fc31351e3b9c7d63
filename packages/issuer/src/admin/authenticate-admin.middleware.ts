import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { MiddlewareHandler } from 'hono';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../directory/caller.ts';
import { actorOf, authorizeCall } from '../directory/delegation/authorize-call.service.ts';
import { requireBearer } from '../http/bearer.ts';
import { note } from '../http/note.ts';
import { runAs } from '../runtime/request-source.ts';
import type { Operation } from './operation.ts';
import { resolveAdminToken } from './resolve-admin-token.service.ts';

export interface AdminEnvironment {
  Variables: {
    /** Who is asking. */
    caller: Caller;
  };
}

export type AdminDependencies = Pick<
  Context,
  'sql' | 'keys' | 'clock' | 'settings' | 'facts' | 'rates'
>;

/**
 * Lets a request pass only if its access token allows it at the admin API. The permissions are read
 * from the database for each request, so that a take-away counts here at once, too.
 */
export function requirePermission(
  { permission, within = 'none', method, path }: Operation,
  context: AdminDependencies,
): MiddlewareHandler<AdminEnvironment> {
  const { sql, clock } = context;
  return async (request, next) => {
    const token = requireBearer(request.req.header('authorization'));
    const principal = await resolveAdminToken(token, context);
    const actor = actorOf(principal);
    limitCalls(actor, context);
    const { sub, client_id: client, kind } = principal;
    const asCaller = <T>(work: () => Promise<T>): Promise<T> =>
      kind === 'user' ? runAs(`client:${client}`, work) : work();
    const refused = () => asCaller(() => recordRefusal(actor, `${method} ${path}`, context));
    const call = { permission, within, parameters: request.req.param() };
    const { caller, refusal } = await authorizeCall(sql, principal, call, clock.now());
    if (refusal) {
      await refused();
      throw refusal;
    }
    note(request, { sub, client });
    request.set('caller', caller);
    await asCaller(next);
    // What an operation itself refuses: a role that gives more than the caller has, say.
    const { error } = request;
    if (error instanceof OAuthError && error.code === 'insufficient_scope') await refused();
  };
}

/** The first ones of each caller within an hour: who probes what they may do, and cannot fill the log. */
async function recordRefusal(
  actor: string,
  operation: string,
  { sql, clock, rates }: Pick<Context, 'sql' | 'clock' | 'rates'>,
): Promise<void> {
  if (rates.refusedCalls.retryAfter(actor) !== null) return;
  rates.refusedCalls.count(actor);
  const event = { at: clock.now(), action: 'admin.refuse', actor } as const;
  await recordAudit(sql, { ...event, subjects: ['admin'], detail: { operation } });
}

function limitCalls(actor: string, { rates }: Pick<Context, 'rates'>): void {
  const retryAfter = rates.administration.retryAfter(actor);
  if (retryAfter !== null) {
    const message = 'These were too many calls of the admin API. Wait, and send fewer at a time.';
    throw new OAuthError('too_many_requests', message, { retryAfter });
  }
  rates.administration.count(actor);
}
