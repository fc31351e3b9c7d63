import { OAuthError } from '@sallyport/protocol/errors.ts';
import { isPublic } from '../clients/client.ts';
import { rowDaysOf } from '../grants/grant.ts';
import { excessOf } from '../grants/narrow.ts';
import { chooseOrganization, organizationOf } from '../grants/organization-of-grant.service.ts';
import { exchangeRefreshToken } from '../grants/refresh-tokens.service.ts';
import { refreshableUntil } from '../grants/refreshable-until.ts';
import { actorOfGrant } from '../impersonation/acting-session.service.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueTokenBytes } from '../tokens/opaque-token.ts';
import type { GrantHandler } from './grant-handler.ts';

/**
 * RFC 6749, section 6. A confidential client keeps its token; a public one gets a successor each
 * time (RFC 9700, section 4.14.2).
 */
export const refreshToken: GrantHandler = {
  type: 'refresh_token',
  async redeem({ parameters, client, requested, now }, context) {
    const { refresh_token: presented, organization: key } = parameters.read([
      'refresh_token',
      'organization',
    ]);
    if (presented === undefined) {
      throw new OAuthError('invalid_request', 'refresh_token is missing.');
    }
    const bytes = opaqueTokenBytes('refresh', presented);
    if (!bytes) throw new OAuthError('invalid_grant', 'The refresh token is not one of ours.');
    const { id: clientId } = client;
    const hash = sha256(bytes);
    const chosen = await chooseOrganization({ hash, clientId, key }, context);
    const result = isPublic(client)
      ? await exchangeRefreshToken({ bytes, clientId, requested, now }, context)
      : await context.keepRefreshToken({ hash, clientId, requested });
    if (result.outcome === 'excessive') throw excessOf(requested, result.grant) ?? refused();
    if (result.outcome === 'refused') throw refused();
    const { grantId, scope, apis, details } = result.grant;
    const impersonation = await actorOfGrant(result.grant, context);
    const organization = await organizationOf(result.grant, chosen, context);
    return {
      kind: 'user',
      source: grantId,
      rows: rowDaysOf(result.grant),
      scope,
      apis,
      details,
      organization,
      impersonation,
      refreshExpiresAt: refreshableUntil(result.grant, now, context.settings.lifetimes),
      ...(result.successor === null ? {} : { refreshToken: result.successor }),
    };
  },
};

const refused = () =>
  new OAuthError('invalid_grant', 'The refresh token has expired or was revoked. Sign in again.');
