import type { TypeOfApi } from '../authorization-details/detail-type.ts';
import type { Client } from '../clients/client.ts';
import type { Context } from '../context.ts';
import type { DeviceParameters } from '../device-requests/device-request.ts';
import type { Form } from '../http/parameters.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { cutText } from '../runtime/cut-text.ts';
import { checkAcr } from './checks/acr.ts';
import { checkAuthorizationDetails } from './checks/authorization-details.ts';
import { checkClaims } from './checks/claims.ts';
import { checkCodeChallenge } from './checks/code-challenge.ts';
import { checkExpectedUser } from './checks/expected-user.ts';
import { checkMaxAge } from './checks/max-age.ts';
import { checkNonce } from './checks/nonce.ts';
import { checkOrganization } from './checks/organization.ts';
import { checkPrompt } from './checks/prompt.ts';
import { checkRequestObject } from './checks/request-object.ts';
import { checkResource } from './checks/resource.ts';
import { checkResponseMode } from './checks/response-mode.ts';
import { checkResponseType } from './checks/response-type.ts';
import { checkScope } from './checks/scope.ts';
import { checkState } from './checks/state.ts';
import { checkUiLocales } from './checks/ui-locales.ts';

/** The parameters of an authorization request. */
export const authorizationFields = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'resource',
  'organization',
  'authorization_details',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'prompt',
  'max_age',
  'acr_values',
  'claims',
  'login_hint',
  'ui_locales',
  'id_token_hint',
  'request',
  'request_uri',
  'registration',
] as const;

export type AuthorizationForm = Form<(typeof authorizationFields)[number]>;

/** An authorization request from a known client to one of its own redirect URIs. */
export interface AuthorizationRequest {
  form: AuthorizationForm;
  client: Client;
  redirectUri: string;
}

export type CheckContext = Pick<Context, 'keys' | 'settings'> & {
  readDetailTypes(): Promise<TypeOfApi[]>;
};

type Meaning = Partial<AuthorizationParameters>;

/**
 * Looks at one part of the request and returns what it means.
 * @throws OAuthError, which goes back to the client by redirect.
 */
type Check = (request: AuthorizationRequest, context: CheckContext) => Meaning | Promise<Meaning>;

/** Every check of an authorization request, in order; one a file. */
const checks: readonly Check[] = [
  checkRequestObject,
  checkResponseType,
  checkResponseMode,
  checkCodeChallenge,
  checkScope,
  checkResource,
  checkOrganization,
  checkAuthorizationDetails,
  checkPrompt,
  checkMaxAge,
  checkAcr,
  checkClaims,
  checkState,
  checkNonce,
  checkExpectedUser,
  checkUiLocales,
];

/** Those of them that a request of a device has, too (RFC 8628, section 3.1). */
const deviceChecks: readonly Check[] = [
  checkRequestObject,
  checkScope,
  checkResource,
  checkOrganization,
  checkAuthorizationDetails,
  checkMaxAge,
  checkAcr,
  checkClaims,
];

export async function checkDeviceRequest(
  request: Pick<AuthorizationRequest, 'form' | 'client'>,
  context: CheckContext,
): Promise<DeviceParameters> {
  const parameters: DeviceParameters = { scope: [], apis: [] };
  const asked = { ...request, redirectUri: '' };
  for (const check of deviceChecks) Object.assign(parameters, await check(asked, context));
  return parameters;
}

export async function checkRequest(
  request: AuthorizationRequest,
  context: CheckContext,
): Promise<AuthorizationParameters> {
  const { form, client, redirectUri } = request;
  const loginHint = form.login_hint;
  const parameters: AuthorizationParameters = {
    clientId: client.id,
    redirectUri,
    scope: [],
    apis: [],
    prompt: [],
    // As long as the sign-in page takes an address; other texts are for an upstream provider.
    ...(loginHint === undefined ? {} : { loginHint: cutText(loginHint, 320) }),
  };
  for (const check of checks) Object.assign(parameters, await check(request, context));
  return parameters;
}
