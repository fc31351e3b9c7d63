import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { parseBearer } from './bearer.ts';
import { requirePermission } from './permissions.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller; set by `guard()`, so missing without it. */
    principal: Principal;
  }
}

/** What a route needs. `details` names the one resource that a request is about. */
export interface RouteRequirement {
  permissions?: readonly string[];
  details?: (context: Context) => AuthorizationDetail;
}

/** Lets a request pass only with a valid access token, and sets the caller as `principal`. */
export function guard(options: VerifierOptions): MiddlewareHandler {
  const verify = createVerifier(options);
  return async (context, next) => {
    try {
      context.set('principal', await verify(parseBearer(context.req.header('authorization'))));
    } catch (error) {
      return refuse(error, context);
    }
    return next();
  };
}

/** Lets a request pass `guard()` and then only with these permissions, or for this resource. */
export function requires(requirement: string | RouteRequirement): MiddlewareHandler {
  const { permissions = [], details }: RouteRequirement =
    typeof requirement === 'string' ? { permissions: [requirement] } : requirement;
  return async (context, next) => {
    const principal: Principal | undefined = context.get('principal');
    if (!principal) {
      throw new TypeError('requires() found no principal: put app.use(guard(…)) before it.');
    }
    try {
      requirePermission(principal, {
        permissions,
        ...(details && { details: details(context) }),
      });
    } catch (error) {
      return refuse(error, context);
    }
    return next();
  };
}

function refuse(error: unknown, context: Context): Response {
  const refusal = refusalOf(error);
  if (!refusal) throw error;
  return context.json(refusal.body, refusal.status as ContentfulStatusCode, refusal.headers);
}
