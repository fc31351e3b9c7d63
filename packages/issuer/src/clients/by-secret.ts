import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Client } from './client.ts';

/** @param detail for the log: a stranger does not learn which of the two it was. */
export const wrongClient = (detail: string): OAuthError =>
  new OAuthError('invalid_client', 'The client id or its secret is wrong.', { detail });

export const otherMethod = ({ authMethod }: Client): OAuthError =>
  new OAuthError('invalid_client', `This client must authenticate with ${authMethod}.`);

const notForItself = (): OAuthError =>
  new OAuthError('access_denied', 'This client may not use client_credentials.');

/** Why a client may not act for itself, its secret in hand: null where it may. */
export const whyNotForItself = ({ grants }: Client): OAuthError | null =>
  grants.includes('client_credentials') ? null : notForItself();

/** Why a client with the right secret cannot call an API by it: null where it can. */
export function whyNotBySecret(client: Client): OAuthError | null {
  if (client.disabled) return wrongClient('disabled client');
  if (client.authMethod !== 'client_secret_basic') return otherMethod(client);
  return whyNotForItself(client);
}
