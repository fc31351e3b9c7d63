import { acceptsNoToken } from '@sallyport/protocol/routes/never-forwarded.ts';
import type { FindApplication } from '../applications/find.ts';
import type { Incoming } from '../http/incoming.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import { hasSameOrigin, isSafeMethod, isSameOrigin } from '../http/same-origin.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Scheme } from '../settings.ts';
import type { OpenSession, Sessions } from '../token-handler/sessions.ts';
import { readBearer } from './bearer.ts';
import { challenge } from './challenge.ts';
import { basicChallenge, isBasic, readClientSecret } from './client-secret.ts';

export type Credentials =
  | { kind: 'token'; token: string }
  /** As `Authorization` has them, in one spelling: what they are cached and asked about by. */
  | { kind: 'client'; token: string }
  | { kind: 'session'; open: OpenSession }
  | { kind: 'refused'; refusal: Refusal };

interface Dependencies {
  findApplication: FindApplication;
  sessions: Sessions;
  scheme: Scheme;
}

/**
 * The credentials of a request. `Authorization` goes before the cookie, even when it is wrong or the
 * route does not accept it: browsers send cookies by themselves, but never `Authorization`.
 */
export function authenticate(
  incoming: Incoming,
  route: CompiledRoute,
  dependencies: Dependencies,
): Credentials {
  const { authorization } = incoming;
  if (route.clientSecret && authorization !== undefined && isBasic(authorization)) {
    return readClientSecret(authorization);
  }
  const bearer = readBearer(authorization);
  if (bearer.kind === 'failed') return { kind: 'refused', refusal: bearer.refusal };
  if (bearer.kind === 'token') {
    return route.bearer ? bearer : refused(acceptsNoToken, route);
  }
  if (!route.cookie || incoming.cookie === undefined) {
    return refused(`${waysIn(route)}.`, route);
  }
  const application = dependencies.findApplication(incoming.host, incoming.path);
  const open = application && dependencies.sessions.read(incoming, application);
  if (!open) return refused(`No one is signed in. ${waysIn(route)}.`, route);
  return mayUseSession(incoming, dependencies.scheme)
    ? { kind: 'session', open }
    : { kind: 'refused', refusal: refusal('access_denied', fromElsewhere) };
}

const fromElsewhere = 'A request with a session cookie must come from a page of the same origin.';

/** A page of any origin may open a WebSocket, and read what comes over it: no CORS rule is asked. */
function mayUseSession(incoming: Incoming, scheme: Scheme): boolean {
  if (incoming.isWebSocket) return hasSameOrigin(incoming, scheme);
  return isSafeMethod(incoming.method) || isSameOrigin(incoming, scheme);
}

/** What to do instead, by what the route accepts. */
function waysIn({ bearer, cookie, clientSecret }: CompiledRoute): string {
  const ways = [];
  if (bearer) ways.push('send an access token in Authorization');
  if (clientSecret) ways.push('send the id and secret of a client by Basic');
  if (cookie) ways.push('sign in');
  const sentence = ways.join(', or ');
  return sentence[0]!.toUpperCase() + sentence.slice(1);
}

/** Each 401 has a challenge (RFC 9110, section 11.6.1); a cookie has none of its own. */
const refused = (description: string, { bearer, clientSecret }: CompiledRoute): Credentials => {
  const headers = [
    ...(bearer || !clientSecret ? challenge() : []),
    ...(clientSecret ? basicChallenge : []),
  ];
  const rule = { name: 'authenticate', missing: [] } as const;
  return { kind: 'refused', refusal: { ...refusal('invalid_token', description, headers), rule } };
};
