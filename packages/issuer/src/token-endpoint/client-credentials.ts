import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isPublic } from '../clients/client.ts';
import type { GrantHandler } from './grant-handler.ts';

/** A service by itself (RFC 6749, section 4.4). The client's own row is the living one. */
export const clientCredentials: GrantHandler = {
  type: 'client_credentials',
  async redeem({ client }) {
    if (isPublic(client)) {
      throw new OAuthError(
        'unauthorized_client',
        'Only a confidential client may use client_credentials.',
      );
    }
    return {
      kind: 'client',
      source: client.id,
      scope: client.scopes,
      apis: client.apis,
      details: [],
    };
  },
};
