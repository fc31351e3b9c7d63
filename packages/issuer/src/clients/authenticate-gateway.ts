import { timingSafeEqual } from 'node:crypto';
import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { gatewayClientId } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { sha256 } from '../tokens/opaque-token.ts';

/** Lets nobody but our own gateways through to `/internal/`. */
export function authenticateGateway({ settings }: Pick<Context, 'settings'>): MiddlewareHandler {
  const expected = sha256(settings.gatewaySecret);
  return async (request, next) => {
    const basic = parseBasic(request.req.header('authorization') ?? '');
    const known = basic?.id === gatewayClientId;
    if (!known || !timingSafeEqual(sha256(basic.secret), expected)) {
      throw new OAuthError('invalid_client', 'The gateway id or its secret is wrong.');
    }
    await next();
  };
}
