import { OAuthError } from '@sallyport/protocol/errors.ts';
import { readIdTokenHint } from '../../sessions/id-token-hint.ts';
import type { AuthorizationRequest, CheckContext } from '../checks.ts';
import { readClaims } from './read-claims.ts';

/**
 * The user whom the client expects, by `id_token_hint` or by a value of `sub` in the parameter `claims`:
 * no other user gets a code (OpenID Connect Core, section 3.1.2.2).
 */
export async function checkExpectedUser(
  { form, client }: AuthorizationRequest,
  context: CheckContext,
): Promise<{ hintedUser?: string }> {
  const expected = new Set(subjectsOf(form.claims));
  if (form.id_token_hint !== undefined) {
    const { clientId, userId } = await readIdTokenHint(form.id_token_hint, context);
    if (clientId !== client.id) {
      throw new OAuthError('invalid_request', 'id_token_hint was issued to another client.');
    }
    expected.add(userId);
  }
  const [hintedUser, ...others] = expected;
  if (others.length > 0) {
    throw new OAuthError('invalid_request', 'claims and id_token_hint may name one user.');
  }
  return hintedUser === undefined ? {} : { hintedUser };
}

/** What is no text is the id of no user. */
function subjectsOf(claims: string | undefined): string[] {
  const sub = claims === undefined ? null : readClaims(claims).id_token?.['sub'];
  const wanted = sub?.values ?? (sub?.value === undefined ? [] : [sub.value]);
  return wanted.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
}
