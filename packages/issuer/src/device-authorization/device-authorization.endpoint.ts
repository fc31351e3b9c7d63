import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import { admitGuess } from '../abuse/throttle.service.ts';
import { readDetailTypes } from '../authorization-details/detail-types.service.ts';
import { authorizationFields, checkDeviceRequest } from '../authorize/checks.ts';
import { authenticateClient, credentialFields } from '../clients/authenticate-client.ts';
import { type Client, isPublic } from '../clients/client.ts';
import { deviceCodeGrant } from '../clients/grant-types.ts';
import { requireGrant } from '../clients/require-grant.ts';
import type { Context } from '../context.ts';
import { beginDeviceRequest } from '../device-requests/device-requests.service.ts';
import { readForm } from '../http/body.ts';
import { privateJson } from '../http/json-response.ts';
import { sourceOf } from '../http/know-source.ts';
import { note } from '../http/note.ts';
import { inHalves } from '../one-time-codes/code-text.ts';
import { routes } from '../routes.ts';

/** `POST /device_authorization` (RFC 8628, section 3.1). */
export const deviceAuthorization = (context: Context) => async (request: Request) => {
  const form = (await readForm(request)).read([...authorizationFields, ...credentialFields]);
  const client = await authenticateClient(request.req.header('authorization'), form, context);
  note(request, { client: client.id, grant: deviceCodeGrant });
  requireGrant(client, deviceCodeGrant);
  const types = { readDetailTypes: () => readDetailTypes(context) };
  const parameters = await checkDeviceRequest({ form, client }, { ...context, ...types });
  const { callers, settings } = context;
  const from = sourceOf(request, callers);
  await admit(client, from.network, context);
  const begun = await beginDeviceRequest({ clientId: client.id, parameters, from }, context);
  const userCode = inHalves(begun.userCode);
  return privateJson({
    device_code: begun.deviceCode,
    user_code: userCode,
    verification_uri: settings.url + routes.device(),
    verification_uri_complete: settings.url + routes.device(userCode),
    expires_in: begun.expiresIn,
    interval: begun.interval,
  });
};

/** Each request is a row; of a client that does not authenticate, made without a credential. */
async function admit(
  client: Client,
  network: string,
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<void> {
  const requester = {
    deviceRequestOf: client.id,
    network: isPublic(client) ? network : null,
  };
  const admission = await admitGuess(requester, context);
  if (admission.admitted) return;
  throw new OAuthError(
    'too_many_requests',
    'Too many devices of this client, or in this network, asked to sign a person in. Try again later.',
    { retryAfter: admission.retryAfter },
  );
}
