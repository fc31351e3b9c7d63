import { OAuthError } from '@sallyport/protocol/errors.ts';
import { matchesRedirectUri } from '@sallyport/protocol/redirect-uri.ts';
import { detailsWithin } from '../authorization-details/detail.ts';
import type { Client } from '../clients/client.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';
import { requireGrant } from '../clients/require-grant.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';

/**
 * The client, if it may have an answer at this address. As long as either is in doubt, nothing is
 * redirected (RFC 6749, section 4.1.2.1) and the error is a page.
 */
export function requireRegistered(client: Client | undefined, redirectUri: string): Client {
  requireThere(client);
  if (!client.redirectUris.some((uri) => matchesRedirectUri(uri, redirectUri, client.type))) {
    throw new OAuthError('invalid_request', 'redirect_uri is not registered for this client.');
  }
  return client;
}

/** The client, if a device of it may have an answer. */
export function requireDeviceClient(client: Client | undefined): Client {
  requireThere(client);
  requireGrant(client, deviceCodeGrant);
  return client;
}

function requireThere(client: Client | undefined): asserts client is Client {
  if (!client || client.disabled) {
    throw new OAuthError('invalid_request', 'No client with this client_id is registered here.');
  }
}

/**
 * Whether an answer at this address reaches the client and nothing else. Any program on the machine
 * may listen on a loopback address or claim a private-use scheme, and use the id of a native client:
 * it gets no code without the person knowing (RFC 8252, section 8.6).
 */
export const isAssured = ({ type }: Pick<Client, 'type'>, redirectUri: string): boolean =>
  type !== 'native' || new URL(redirectUri).protocol === 'https:';

/** Checks a stored request again: the client's registration may have changed since. */
export function narrowToRegistration(
  parameters: AuthorizationParameters,
  client: Client,
): AuthorizationParameters {
  requireGrant(client, 'authorization_code');
  if (client.pkce === 'required' && parameters.codeChallenge === undefined) {
    throw new OAuthError('invalid_request', 'code_challenge is missing (PKCE, RFC 7636).');
  }
  return narrowToClient(parameters, client);
}

/** Leaves what the client may ask for now. */
export function narrowToClient(
  parameters: AuthorizationParameters,
  client: Client,
): AuthorizationParameters {
  const { scopes, apis } = client;
  const { details } = parameters;
  const within = details && detailsWithin(details, client);
  // Never tokens that are not confined in place of those that were asked for.
  if (within?.length === 0) {
    throw new OAuthError(
      'invalid_authorization_details',
      'This client may not ask for any of these authorization_details any more.',
    );
  }
  return {
    ...parameters,
    ...(within && { details: within }),
    scope: parameters.scope.filter((value) => scopes.includes(value)),
    apis: parameters.apis.filter((api) => apis.includes(api)),
  };
}
