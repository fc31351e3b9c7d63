import { OAuthError } from '@sallyport/protocol/errors.ts';
import { pathInside } from '../applications/find.ts';
import { IssuerUnavailable } from '../changes/issuer-client.ts';
import type { Application } from '../configuration.ts';
import { isForm, isJson } from '../http/json-body.ts';
import { issuerUnavailable, type Refusal, refusal } from '../http/refusal.ts';
import { isSameOrigin } from '../http/same-origin.ts';
import { callback } from './callback.endpoint.ts';
import type { Call, HandlerContext } from './handler-context.ts';
import { isPrefetch } from './is-prefetch.ts';
import { login, loginByPost } from './login.endpoint.ts';
import { logout } from './logout.endpoint.ts';
import { session } from './session.endpoint.ts';

type Run = (call: Call, context: HandlerContext) => Promise<void>;

interface Endpoint {
  run: Run;
  /**
   * Whose requests it takes. `own pages`: of the same origin, in JSON. `own forms`: of the same origin,
   * in JSON or from a form. `no other site`: links of the site itself, bookmarks and typed addresses.
   */
  from: 'own pages' | 'own forms' | 'no other site' | 'the issuer' | 'anywhere';
}

/** Under `auth/` of each application's path, by method. */
const endpoints: Record<string, Partial<Record<string, Endpoint>>> = {
  login: {
    GET: { run: login, from: 'no other site' },
    POST: { run: loginByPost, from: 'own pages' },
  },
  callback: { GET: { run: callback, from: 'the issuer' } },
  // Only its own pages can read the answer.
  session: { GET: { run: session, from: 'anywhere' } },
  logout: { POST: { run: logout, from: 'own forms' } },
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
  const methods = endpoints[name]!;
  const { response, incoming } = call;
  // Over HTTP/2 a method is any name, `constructor` too.
  const endpoint = Object.hasOwn(methods, incoming.method) ? methods[incoming.method] : undefined;
  const refused = endpoint
    ? refuse(call, endpoint, context)
    : refuseMethod(Object.keys(methods).join(', '));
  if (!endpoint || refused) {
    call.refuse(refused!);
    return;
  }
  try {
    await endpoint.run(call, context);
  } catch (error) {
    const explained = explain(error);
    if (!explained) throw error;
    if (!response.headersSent) call.refuse(explained);
  }
}

const refuseMethod = (allowed: string): Refusal =>
  refusal('method_not_allowed', `Use ${allowed}.`, ['Allow', allowed]);

function refuse(
  { request, incoming }: Call,
  { from }: Endpoint,
  { scheme }: HandlerContext,
): Refusal | null {
  if (from === 'anywhere') return null;
  // A browser drops this answer, and asks again when the person really goes there.
  if (isPrefetch(request)) return refusal('temporarily_unavailable', 'This is not prefetched.');
  // Whether it is the issuer's answer is told by `state`.
  if (from === 'the issuer') return null;
  if (from === 'no other site') {
    return incoming.fetchSite === 'cross-site'
      ? refusal('access_denied', 'A sign-in must begin at this site. Go there, and sign in.')
      : null;
  }
  if (!isSameOrigin(incoming, scheme)) {
    return refusal('access_denied', 'This request must come from a page of the same origin.');
  }
  if (isJson(request) || (from === 'own forms' && isForm(request))) return null;
  return refusal('unsupported_media_type', 'Send Content-Type: application/json.');
}

/** Null for what belongs into the log alone. */
function explain(error: unknown): Refusal | null {
  if (error instanceof IssuerUnavailable) return issuerUnavailable();
  if (error instanceof OAuthError) return refusal(error.code, error.message);
  return null;
}
