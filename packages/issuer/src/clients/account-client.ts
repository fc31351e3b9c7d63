import { accountClientId } from '../interactions/account-client.ts';
import type { Client } from './client.ts';

/** What the steps of a sign-in need to know of the client that asks. */
export type AskingClient = Pick<
  Client,
  'id' | 'type' | 'party' | 'signIn' | 'scopes' | 'apis' | 'authorizationDetailsTypes'
>;

/** The account's pages as one: they are ours, so that nothing is asked about them, and get no token. */
export const accountClient: AskingClient = {
  ...{ id: accountClientId, type: 'web', party: 'first', signIn: null, scopes: [], apis: [] },
  authorizationDetailsTypes: [],
};
