import type { Visit } from '../../../../testing/visitor.ts';
import { type Person, redirectUri } from '../registration/people.fixture.ts';
import { routes } from '../routes.ts';

/**
 * Signs in at a provider, `acme` where no other is named, which signs in whom `login_hint` names.
 *
 * @returns what leads back to the application, or the page where the way ends before
 */
export async function signInAtProvider(
  person: Person,
  subject: string,
  provider = 'acme',
): Promise<Visit> {
  const page = await person.get(routes.signIn(person.id));
  let at = await person.send(routes.federationStart(provider, person.id), {}, page);
  while (at.next !== undefined && !at.next.startsWith(redirectUri)) {
    const next = new URL(at.next);
    if (next.pathname === '/auth') next.searchParams.set('login_hint', subject);
    at = await person.visitor.get(next.href);
  }
  return at;
}
