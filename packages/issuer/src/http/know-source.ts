import type { MiddlewareHandler, Context as Request } from 'hono';
import { cutText } from '../runtime/cut-text.ts';
import { type RequestSource, runFrom } from '../runtime/request-source.ts';
import type { Callers } from './callers.ts';

/** `User-Agent`, cut to 512 characters; null where there is none. */
export const userAgentOf = (request: Request): string | null =>
  cutText(request.req.header('user-agent') ?? '', 512) || null;

export const sourceOf = (request: Request, callers: Callers): RequestSource => ({
  address: callers.address(request),
  network: callers.network(request),
  userAgent: userAgentOf(request),
});

/** Keeps where a request came from with all that it causes, for the audit log. */
export const knowSource =
  ({ callers }: { callers: Callers }): MiddlewareHandler =>
  (request, next) =>
    runFrom(() => sourceOf(request, callers), next);
