import { isAllowed } from '@sallyport/protocol/access.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { type AdminPermission, adminPermissionsIn } from '../directory/admin-permissions.ts';
import type { Caller } from '../directory/caller.ts';
import { requireBearer } from '../http/bearer.ts';
import { note } from '../http/note.ts';
import { runAs } from '../runtime/request-source.ts';
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
  permission: AdminPermission,
  context: AdminDependencies,
): MiddlewareHandler<AdminEnvironment> {
  return async (request, next) => {
    const token = requireBearer(request.req.header('authorization'));
    const principal = await resolveAdminToken(token, context);
    const actor = actorOf(principal);
    limitCalls(actor, context);
    const permissions = adminPermissionsIn(principal.permissions);
    if (!isAllowed({ ...principal, permissions }, { permissions: [permission] })) {
      throw new OAuthError('insufficient_scope', `This needs the permission ${permission}.`);
    }
    const { sub, client_id: client } = principal;
    note(request, { sub, client });
    request.set('caller', { actor, permissions });
    if (principal.kind === 'user') await runAs(`client:${client}`, next);
    else await next();
  };
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
