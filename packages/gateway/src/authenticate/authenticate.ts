import type { FindApplication } from '../applications/find.ts';
import type { Incoming } from '../http/incoming.ts';
import { type Refusal, refusal } from '../http/refusal.ts';
import { isSafeMethod, isSameOrigin } from '../http/same-origin.ts';
import type { CompiledRoute } from '../routes/compiled-route.ts';
import type { Scheme } from '../settings.ts';
import type { OpenSession, Sessions } from '../token-handler/sessions.ts';
import { readBearer } from './bearer.ts';
import { challenge } from './challenge.ts';

export type Credentials =
  | { kind: 'token'; token: string }
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
  const bearer = readBearer(incoming.authorization);
  if (bearer.kind === 'failed') return { kind: 'refused', refusal: bearer.refusal };
  if (bearer.kind === 'token') {
    return route.bearer ? bearer : refused('This route accepts no access token, only a session.');
  }
  if (!route.cookie || incoming.cookie === undefined) {
    return refused('Send an access token in Authorization, or sign in.');
  }
  const application = dependencies.findApplication(incoming.host, incoming.path);
  const open = application && dependencies.sessions.read(incoming, application);
  if (!open) return refused('No one is signed in. Sign in, or send an access token.');
  if (!isSafeMethod(incoming.method) && !isSameOrigin(incoming, dependencies.scheme)) {
    const description = 'A request with a session cookie must come from a page of the same origin.';
    return { kind: 'refused', refusal: refusal('access_denied', description) };
  }
  return { kind: 'session', open };
}

const refused = (description: string): Credentials => ({
  kind: 'refused',
  refusal: refusal('invalid_token', description, challenge()),
});
