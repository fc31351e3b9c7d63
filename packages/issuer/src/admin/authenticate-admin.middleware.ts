import { isAllowed } from '@sallyport/protocol/access.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { type AdminPermission, adminAudience } from '../directory/built-in.ts';
import type { Caller } from '../directory/caller.ts';
import { requireBearer } from '../http/bearer.ts';
import { resolveAccess } from '../swap/resolve-access.service.ts';

export interface AdminEnvironment {
  Variables: {
    /** Who is asking. */
    caller: Caller;
  };
}

export type AdminDependencies = Pick<
  Context,
  'sql' | 'keys' | 'clock' | 'settings' | 'confirmPrimary'
>;

/**
 * Lets those through whose access token allows this at the admin API. Read from the database at
 * each request: what was taken away a moment ago counts for nothing here either.
 */
export function requirePermission(
  permission: AdminPermission,
  context: AdminDependencies,
): MiddlewareHandler<AdminEnvironment> {
  const audience = adminAudience(context.settings.url);
  return async (request, next) => {
    const token = requireBearer(request.req.header('authorization'));
    const access = await resolveAccess(token, audience, context);
    if (!access.ok) throw new OAuthError(access.error, access.description);
    if (!isAllowed(access.principal, { permissions: [permission] })) {
      throw new OAuthError('insufficient_scope', `This needs the permission ${permission}.`);
    }
    const { permissions } = access.principal;
    request.set('caller', { actor: actorOf(access.principal), permissions });
    await next();
  };
}

/** The subject of a link names what it is by itself. */
const actorOf = ({ kind, sub }: SwapPrincipal): string =>
  sub.startsWith(`${kind}:`) ? sub : `${kind}:${sub}`;
