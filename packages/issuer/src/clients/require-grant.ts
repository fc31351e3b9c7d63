import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Client } from './client.ts';
import type { GrantType } from './grant-types.ts';

/** @throws OAuthError `unauthorized_client` where the client is not registered for a grant (RFC 6749, section 5.2). */
export function requireGrant({ grants }: Pick<Client, 'grants'>, grant: GrantType): void {
  if (grants.includes(grant)) return;
  throw new OAuthError('unauthorized_client', `This client may not use ${grant}.`);
}
