import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { parseBearer } from './bearer.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { checkRoute, type RouteRequirement } from './route-requirement.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

export type { RouteRequirement } from './route-requirement.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The caller; set by `guard()`, so missing without it. */
    principal: Principal;
  }
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
export function requires(requirement: string | RouteRequirement<Context>): MiddlewareHandler {
  return async (context, next) => {
    try {
      checkRoute(context.get('principal'), requirement, context);
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
