import { OAuthError } from '@sallyport/protocol/errors.ts';
import { readIdTokenHint } from '../../sessions/id-token-hint.ts';
import type { AuthorizationRequest, CheckContext } from '../checks.ts';

/** The user whom the client expects: no other user gets a code (OpenID Connect Core, section 3.1.2.2). */
export async function checkIdTokenHint(
  { form, client }: AuthorizationRequest,
  context: CheckContext,
) {
  const text = form.id_token_hint;
  if (text === undefined) return {};
  const { clientId, userId } = await readIdTokenHint(text, context);
  if (clientId !== client.id) {
    throw new OAuthError('invalid_request', 'id_token_hint was issued to another client.');
  }
  return { hintedUser: userId };
}
