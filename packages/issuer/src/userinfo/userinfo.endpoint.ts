import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { requireBearer } from '../http/bearer.ts';
import { privateJson } from '../http/json-response.ts';
import { resolveLiving } from '../swap/resolve-access.service.ts';
import { organizationClaims } from './organization-claims.ts';
import { personClaims } from './person-claims.service.ts';

/** `GET` or `POST /userinfo` (OpenID Connect Core, section 5.3): what the scopes let a client know. */
export const userinfo = (context: Context) => async (request: Request) => {
  const token = requireBearer(request.req.header('authorization'));
  const access = await resolveLiving(token, context);
  if (!access.ok) throw new OAuthError(access.error, access.description);
  const { scope } = access.principal;
  const user = access.resolution.holder;
  if (user.kind !== 'user' || !scope.includes('openid')) {
    throw new OAuthError('insufficient_scope', 'This needs a token of a user, with scope openid.');
  }
  const claims = await personClaims(user.id, scope, context);
  const within = organizationClaims(user.organization, scope);
  return privateJson({ sub: user.id, ...claims, ...within, acr: user.acr });
};
