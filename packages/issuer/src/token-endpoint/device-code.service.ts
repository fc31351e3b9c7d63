import { type ErrorCode, type ErrorOptions, OAuthError } from '@sallyport/protocol/errors.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';
import type { Poll } from '../device-requests/device-request.ts';
import { pollDeviceRequest } from '../device-requests/device-requests.service.ts';
import { redeemAuthorizationCode } from '../grants/authorization-codes.service.ts';
import { excessOf } from '../grants/narrow.ts';
import { routes } from '../routes.ts';
import { sha256 } from '../runtime/sha256.ts';
import { opaqueTokenBytes } from '../tokens/opaque-token.ts';
import type { GrantHandler } from './grant-handler.ts';
import { tokensOf } from './redeemed-code.service.ts';

/**
 * RFC 8628, section 3.4. Once a person has let the device go on, its code is redeemed as an authorization code is:
 * one statement, and one that comes again takes back what it gave.
 */
export const deviceCode: GrantHandler = {
  type: deviceCodeGrant,
  async redeem({ parameters, client, requested, now }, context) {
    const { device_code: presented } = parameters.read(['device_code']);
    if (presented === undefined) {
      throw new OAuthError('invalid_request', 'device_code is missing.');
    }
    const bytes = opaqueTokenBytes('device', presented);
    if (!bytes) throw new OAuthError('invalid_grant', 'The device code is not one of ours.');
    const { id: clientId } = client;
    const poll = await pollDeviceRequest({ codeHash: sha256(bytes), clientId, now }, context);
    if (poll !== 'allowed') throw new OAuthError(...refusals[poll]);
    const result = await redeemAuthorizationCode(
      {
        ...{ bytes, clientId, challenge: null, requested, now },
        redirectUri: context.settings.url + routes.device(),
        withRefreshToken: client.grants.includes('refresh_token'),
        mayRepeat: false,
      },
      context,
    );
    if (result.outcome === 'redeemed') return tokensOf(result, context);
    if (result.outcome === 'excessive') throw excessOf(requested, result.grant) ?? usedBefore();
    throw result.outcome === 'ended'
      ? new OAuthError('invalid_grant', 'The sign-in behind the code has ended.')
      : usedBefore();
  },
};

const refusals: Record<Exclude<Poll, 'allowed'>, [ErrorCode, string, ErrorOptions?]> = {
  unknown: ['invalid_grant', 'The device code is unknown, or is another client’s.'],
  expired: ['expired_token', 'The device code has expired. Ask for another one.'],
  'too early': ['slow_down', 'Wait five seconds longer between two requests from now on.'],
  pending: ['authorization_pending', 'The person has not answered yet. Ask again.'],
  // RFC 6749, section 5.2: clients may read the error of no other status.
  denied: ['access_denied', 'The person did not let the device go on.', { status: 400 }],
};

const usedBefore = () => new OAuthError('invalid_grant', 'The device code was used before.');
