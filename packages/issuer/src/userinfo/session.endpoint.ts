import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { SessionRequest, SessionResponse } from '@sallyport/protocol/internal.ts';
import type { Context as Request } from 'hono';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { readJson } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { permissionsOf, resolveLiving } from '../swap/resolve-access.service.ts';
import { userClaims } from './user-claims.ts';

const schema: z.ZodType<SessionRequest> = z.object({ access_token: z.string() });

/** `POST /internal/session` */
export const readSession = (context: Context) => async (request: Request) => {
  const { access_token: token } = await readJson(request, schema);
  const [access, permissions] = await Promise.all([
    resolveLiving(token, context),
    permissionsOf(token, context),
  ]);
  if (!access.ok) throw new OAuthError(access.error, access.description);
  const { holder, principal } = access.resolution;
  if (holder.kind !== 'user') throw new OAuthError('invalid_token', "The token is no user's.");
  const user = userClaims(holder, principal.scope);
  return privateJson({ user, roles: holder.roles, permissions } satisfies SessionResponse);
};
