import { isAllowed } from '@sallyport/protocol/access.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { adminPermissionsIn } from '../directory/admin-permissions.ts';
import type { Caller } from '../directory/caller.ts';
import { requireAt, withReach } from '../directory/delegation/reach.service.ts';
import type { Place } from '../directory/delegation/reach.ts';
import { requireBearer } from '../http/bearer.ts';
import { note } from '../http/note.ts';
import { runAs } from '../runtime/request-source.ts';
import type { Operation, Within } from './operation.ts';
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

type Needed = Pick<Operation, 'permission' | 'within' | 'method' | 'path'>;

/**
 * Lets a request pass only if its access token allows it at the admin API. The permissions are read
 * from the database for each request, so that a take-away counts here at once, too.
 */
export function requirePermission(
  operation: Needed,
  context: AdminDependencies,
): MiddlewareHandler<AdminEnvironment> {
  const { permission, method, path } = operation;
  const { sql, clock } = context;
  const canBeDelegated = operation.within !== undefined && operation.within !== 'none';
  return async (request, next) => {
    const token = requireBearer(request.req.header('authorization'));
    const principal = await resolveAdminToken(token, context);
    const actor = actorOf(principal);
    limitCalls(actor, context);
    const { sub, client_id: client, kind } = principal;
    const asCaller = <T>(work: () => Promise<T>): Promise<T> =>
      kind === 'user' ? runAs(`client:${client}`, work) : work();
    const refused = () => asCaller(() => recordRefusal(actor, `${method} ${path}`, context));
    const permissions = adminPermissionsIn(principal.permissions);
    const isWhole = principal.authorization_details.length === 0;
    const alone = { actor, permissions };
    const caller = canBeDelegated && isWhole ? await withReach(sql, alone, clock.now()) : alone;
    const enough = permission === 'any' ? permissions : [permission];
    const holder = { ...principal, permissions };
    const isEverywhere = enough.some((each) =>
      isAllowed(holder, { permissions: each === null ? [] : [each] }),
    );
    if (!isEverywhere) {
      await requireDelegated(operation, request.req.param(), caller, sql).catch(async (error) => {
        if (error instanceof OAuthError) await refused();
        throw error;
      });
    }
    note(request, { sub, client });
    request.set('caller', caller);
    await asCaller(next);
    // What an operation itself refuses: a role that gives more than the caller has, say.
    const { error } = request;
    if (error instanceof OAuthError && error.code === 'insufficient_scope') await refused();
  };
}

/** @throws OAuthError `insufficient_scope` */
async function requireDelegated(
  { permission, within = 'none' }: Needed,
  { group, organization }: Record<string, string>,
  caller: Caller,
  sql: Queryable,
): Promise<void> {
  if (permission === null) throw new OAuthError('insufficient_scope', confined);
  if (permission === 'any') throw new OAuthError('insufficient_scope', anyNeeded);
  const place = placeIn(within, { group, organization });
  if (place) return requireAt(sql, caller, permission, place);
  const reached = caller.reach?.some(
    (one) => (within === 'either' || within === one.type) && one.permissions.includes(permission),
  );
  if (reached) return;
  throw new OAuthError('insufficient_scope', `This needs the permission ${permission}.`);
}

const anyNeeded = 'This needs any permission at this API.';
const confined = 'This token is confined to single resources: the admin API takes none of these.';

function placeIn(
  within: Within,
  { group, organization }: { group: string | undefined; organization: string | undefined },
): Place | null {
  if (within === 'group' && group !== undefined) return { type: within, identifier: group };
  if (within !== 'organization' || organization === undefined) return null;
  return { type: within, identifier: organization };
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

/** The subject of a link has its prefix already. */
const actorOf = ({ kind, sub }: SwapPrincipal): string =>
  sub.startsWith(`${kind}:`) ? sub : `${kind}:${sub}`;
