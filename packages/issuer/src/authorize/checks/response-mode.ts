import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { AuthorizationParameters } from '../../interactions/interaction.ts';
import type { AuthorizationRequest } from '../checks.ts';

/** How an authorization response can be sent. */
export const responseModes = ['query', 'form_post'] as const;

/** `query` is what `code` means when nothing is said; kept is only what differs from it. */
export function checkResponseMode({
  form,
  redirectUri,
}: AuthorizationRequest): Pick<AuthorizationParameters, 'responseMode'> {
  const mode = readResponseMode(form.response_mode, redirectUri);
  if (mode === undefined) {
    throw new OAuthError(
      'invalid_request',
      'response_mode may be query, or form_post where redirect_uri is http or https.',
    );
  }
  return mode === 'query' ? {} : { responseMode: mode };
}

/** @returns undefined for a mode that we do not have, or that this redirect URI cannot be sent. */
export function readResponseMode(
  mode: string | undefined,
  redirectUri: string,
): (typeof responseModes)[number] | undefined {
  if (mode === undefined || mode === 'query') return 'query';
  // What opens a private scheme gets no form.
  return mode === 'form_post' && /^https?:/i.test(redirectUri) ? mode : undefined;
}
