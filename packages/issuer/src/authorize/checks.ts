import type { Client } from '../clients/client.ts';
import type { Form } from '../http/body.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { checkCodeChallenge } from './checks/code-challenge.ts';
import { checkMaxAge } from './checks/max-age.ts';
import { checkNonce } from './checks/nonce.ts';
import { checkPrompt } from './checks/prompt.ts';
import { checkRequestObject } from './checks/request-object.ts';
import { checkResource } from './checks/resource.ts';
import { checkResponseMode } from './checks/response-mode.ts';
import { checkResponseType } from './checks/response-type.ts';
import { checkScope } from './checks/scope.ts';
import { checkState } from './checks/state.ts';

/** An authorization request from a known client to one of its own redirect URIs. */
export interface AuthorizationRequest {
  form: Form;
  client: Client;
  redirectUri: string;
}

/**
 * Looks at one part of the request and returns what it means.
 * @throws OAuthError, which goes back to the client by redirect.
 */
type Check = (request: AuthorizationRequest) => Partial<AuthorizationParameters>;

/** Every check of an authorization request, in order; one a file. */
const checks: readonly Check[] = [
  checkRequestObject,
  checkResponseType,
  checkResponseMode,
  checkCodeChallenge,
  checkScope,
  checkResource,
  checkPrompt,
  checkMaxAge,
  checkState,
  checkNonce,
];

export function checkRequest(request: AuthorizationRequest): AuthorizationParameters {
  const { form, client, redirectUri } = request;
  const loginHint = form.get('login_hint');
  return Object.assign(
    {
      clientId: client.id,
      redirectUri,
      scope: [],
      apis: [],
      prompt: [],
      ...(loginHint === undefined ? {} : { loginHint: loginHint.slice(0, 320) }),
    } satisfies AuthorizationParameters,
    ...checks.map((check) => check(request)),
  );
}
