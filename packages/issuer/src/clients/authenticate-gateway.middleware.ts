import { timingSafeEqual } from 'node:crypto';
import { parseBasic } from '@sallyport/protocol/basic-credentials.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { gatewayClientId } from '@sallyport/protocol/internal.ts';
import type { MiddlewareHandler } from 'hono';
import type { Context } from '../context.ts';
import { sha256 } from '../runtime/sha256.ts';
import type { IssuerSettings } from '../settings.ts';

type GatewaySettings = Pick<IssuerSettings, 'gatewaySecret' | 'formerGatewaySecrets'>;

/** Whether an `Authorization` header is that of our own gateways. */
export function isGateway({ gatewaySecret, formerGatewaySecrets = [] }: GatewaySettings) {
  const expected = [gatewaySecret, ...formerGatewaySecrets].map(sha256);
  return (authorization: string | undefined): boolean => {
    const basic = parseBasic(authorization ?? '');
    if (basic?.id !== gatewayClientId) return false;
    const presented = sha256(basic.secret);
    return expected.some((each) => timingSafeEqual(presented, each));
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
