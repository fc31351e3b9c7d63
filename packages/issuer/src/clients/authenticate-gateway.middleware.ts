import { timingSafeEqual } from 'node:crypto';
import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { gatewayClientId } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { IssuerSettings } from '../settings.ts';

/** Whether an `Authorization` header is that of our own gateways. */
export function isGateway({ gatewaySecret }: Pick<IssuerSettings, 'gatewaySecret'>) {
  const expected = sha256(gatewaySecret);
  return (authorization: string | undefined): boolean => {
    const basic = parseBasic(authorization ?? '');
    return basic?.id === gatewayClientId && timingSafeEqual(sha256(basic.secret), expected);
  };
}

/** Lets only our own gateways through to `/internal/`. */
export function authenticateGateway({ settings }: Pick<Context, 'settings'>): MiddlewareHandler {
  const isKnown = isGateway(settings);
  return async (request, next) => {
    if (!isKnown(request.req.header('authorization'))) {
      throw new OAuthError('invalid_client', 'The gateway id or its secret is wrong.');
    }
    await next();
  };
}
