import type { IncomingMessage } from 'node:http';
import type { MiddlewareHandler, Context as Request } from 'hono';
import { matchedRoutes } from 'hono/route';
import { notesOf, type RequestNotes } from '../listen/request-notes.ts';

/** Keeps what is known of a request for its line in the log. Never a token, a secret or a code. */
export function note(request: Request, notes: Omit<RequestNotes, 'route'>): void {
  const incoming = request.env['incoming'] as IncomingMessage | undefined;
  if (incoming) Object.assign(notesOf(incoming), notes);
}

/** Keeps the pattern of the endpoint that answers. */
export const noteRoute = (): MiddlewareHandler => (request, next) => {
  // What has a star is for every path and no endpoint.
  const route = matchedRoutes(request).findLast(({ path }) => !path.includes('*'));
  if (route) notesOf(request.env['incoming'] as IncomingMessage).route = route.path;
  return next();
};
