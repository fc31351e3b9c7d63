import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { parseBearer } from './bearer.ts';
import { GuardError } from './errors.ts';
import { requirePermission } from './permissions.ts';
import type { Principal } from './principal.ts';
import { refusalOf } from './refusal.ts';
import { createVerifier, type VerifierOptions } from './verify.ts';

declare global {
  namespace Express {
    interface Request {
      /** The caller; set by `guard()`, so missing without it. */
      principal: Principal;
    }
  }
}

/** What a route needs. `details` names the one resource that a request is about. */
export interface RouteRequirement {
  permissions?: readonly string[];
  details?: (request: Request) => AuthorizationDetail;
}

/** Lets a request pass only with a valid access token, and sets the caller as `request.principal`. */
export function guard(options: VerifierOptions): RequestHandler {
  const verify = createVerifier(options);
  return async (request, response, next) => {
    try {
      request.principal = await verify(parseBearer(authorizationOf(request)));
    } catch (error) {
      refuse(error, response, next);
      return;
    }
    next();
  };
}

/** Lets a request pass `guard()` and then only with these permissions, or for this resource. */
export function requires(requirement: string | RouteRequirement): RequestHandler {
  const { permissions = [], details }: RouteRequirement =
    typeof requirement === 'string' ? { permissions: [requirement] } : requirement;
  return (request, response, next) => {
    if (!request.principal) {
      next(new TypeError('requires() found no principal: put app.use(guard(…)) before it.'));
      return;
    }
    try {
      requirePermission(request.principal, {
        permissions,
        ...(details && { details: details(request) }),
      });
    } catch (error) {
      refuse(error, response, next);
      return;
    }
    next();
  };
}

/**
 * Refuses a second `Authorization` header: Node keeps the first of two, and a proxy in front may have
 * read the other. "A sender MUST NOT generate multiple field lines with the same name" (RFC 9110,
 * section 5.3), except for lists.
 */
function authorizationOf({ headers, headersDistinct }: Request): string | undefined {
  const sent = headersDistinct['authorization'] ?? [];
  if (sent.length > 1) throw new GuardError('authorization_malformed');
  return headers.authorization;
}

function refuse(error: unknown, response: Response, next: NextFunction): void {
  const refusal = refusalOf(error);
  if (!refusal) next(error);
  else response.status(refusal.status).set(refusal.headers).json(refusal.body);
}
