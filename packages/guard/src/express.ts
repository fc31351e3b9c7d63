import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { bearerOf } from './authorization-header.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { checkRoute, type RouteRequirement } from './route-requirement.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

export type { RouteRequirement } from './route-requirement.ts';

declare global {
  namespace Express {
    interface Request {
      /** The caller; set by `guard()`, so missing without it. */
      principal: Principal;
    }
  }
}

/** Lets a request pass only with a valid access token, and sets the caller as `request.principal`. */
export function guard(options: VerifierOptions): RequestHandler {
  const verify = createVerifier(options);
  return async (request, response, next) => {
    try {
      request.principal = await verify(bearerOf(request));
    } catch (error) {
      refuse(error, response, next);
      return;
    }
    next();
  };
}

/** Lets a request pass `guard()` and then only with these permissions, or for this resource. */
export function requires(requirement: string | RouteRequirement<Request>): RequestHandler {
  return (request, response, next) => {
    try {
      checkRoute(request.principal, requirement, request);
    } catch (error) {
      refuse(error, response, next);
      return;
    }
    next();
  };
}

function refuse(error: unknown, response: Response, next: NextFunction): void {
  const refusal = refusalOf(error);
  if (!refusal) next(error);
  else response.status(refusal.status).set(refusal.headers).json(refusal.body);
}
