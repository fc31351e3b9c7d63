import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import type { Form } from '../http/parameters.ts';
import { readIdTokenHint } from '../sessions/id-token-hint.ts';

/** A logout request (OpenID Connect RP-Initiated Logout, section 2) that passed its checks. */
export interface LogoutRequest {
  /** The session that the hint is about; the person need not be asked when it is this one. */
  hintedSession: string | null;
  clientId: string | undefined;
  clientName: string | null;
  /** Where to go afterwards: registered for the client. */
  returnTo: string | null;
}

/** The parameters that are read here, and so go through the question and come back. */
export const logoutFields = [
  'id_token_hint',
  'client_id',
  'post_logout_redirect_uri',
  'state',
] as const;

export type LogoutForm = Form<(typeof logoutFields)[number]>;

/** @throws OAuthError `invalid_request`; nothing is redirected to an address that is in doubt. */
export async function readLogoutRequest(
  form: LogoutForm,
  { clients, keys, settings }: Pick<Context, 'clients' | 'keys' | 'settings'>,
): Promise<LogoutRequest> {
  const text = form.id_token_hint;
  const hint = text === undefined ? null : await readIdTokenHint(text, { keys, settings });
  const clientId = form.client_id ?? hint?.clientId;
  if (hint && clientId !== hint.clientId) {
    throw new OAuthError('invalid_request', 'client_id does not match id_token_hint.');
  }
  const named = clientId === undefined ? undefined : await clients(clientId);
  const client = named?.disabled ? undefined : named;
  const uri = form.post_logout_redirect_uri;
  if (uri !== undefined && clientId === undefined) {
    throw new OAuthError(
      'invalid_request',
      'id_token_hint is missing: send it, or client_id, with post_logout_redirect_uri.',
    );
  }
  if (uri !== undefined && !client?.postLogoutRedirectUris.includes(uri)) {
    throw new OAuthError(
      'invalid_request',
      'post_logout_redirect_uri is not registered for this client.',
    );
  }
  return {
    hintedSession: hint?.sessionId ?? null,
    clientId: client?.id,
    clientName: client?.name ?? null,
    returnTo: uri === undefined ? null : withState(uri, form.state),
  };
}

function withState(uri: string, state: string | undefined): string {
  if (state === undefined) return uri;
  const url = new URL(uri);
  url.searchParams.set('state', state);
  return url.href;
}
