import { OAuthError } from '@sallyport/protocol/errors.ts';
import { pathInside } from '../applications/find.ts';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import { isJson } from '../http/json-body.ts';
import { issuerUnavailable, type Refusal, refusal } from '../http/refusal.ts';
import { respondRefusal } from '../http/respond.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { callback } from './callback.endpoint.ts';
import type { Call, HandlerContext } from './handler-context.ts';
import { login } from './login.endpoint.ts';
import { logout } from './logout.endpoint.ts';
import { session } from './session.endpoint.ts';

type Endpoint = (call: Call, context: HandlerContext) => Promise<void>;

/** Under `auth/` of each application's path: the method, and what answers it. */
const endpoints: Record<string, { method: 'GET' | 'POST'; run: Endpoint }> = {
  login: { method: 'POST', run: login },
  callback: { method: 'GET', run: callback },
  session: { method: 'GET', run: session },
  logout: { method: 'POST', run: logout },
};

/** The name of the endpoint that a path is for, or null. */
export function tokenHandlerEndpoint(path: string, application: Application): string | null {
  const inside = pathInside(path, application);
  if (!inside.startsWith('/auth/')) return null;
  const name = inside.slice('/auth/'.length);
  return Object.hasOwn(endpoints, name) ? name : null;
}

export async function serveTokenHandler(
  name: string,
  call: Call,
  context: HandlerContext,
): Promise<void> {
  const { method, run } = endpoints[name]!;
  const { response, requestId } = call;
  const refused = refuse(call, method, context);
  if (refused) {
    respondRefusal(response, refused, requestId);
    return;
  }
  try {
    await run(call, context);
  } catch (error) {
    const explained = explain(error);
    if (!explained) throw error;
    if (!response.headersSent) respondRefusal(response, explained, requestId);
  }
}

/** Requests that change something are accepted from the application's own pages only. */
function refuse(
  { request, incoming }: Call,
  method: 'GET' | 'POST',
  { scheme }: HandlerContext,
): Refusal | null {
  if (incoming.method !== method) {
    return refusal('method_not_allowed', `Use ${method}.`, ['Allow', method]);
  }
  if (method === 'GET') return null;
  if (!isSameOrigin(incoming, scheme)) {
    return refusal('access_denied', 'This request must come from a page of the same origin.');
  }
  return isJson(request)
    ? null
    : refusal('unsupported_media_type', 'Send Content-Type: application/json.');
}

/** Null for what belongs into the log alone. */
function explain(error: unknown): Refusal | null {
  if (error instanceof IssuerUnavailable) return issuerUnavailable();
  if (error instanceof OAuthError) return refusal(error.code, error.message);
  return null;
}
