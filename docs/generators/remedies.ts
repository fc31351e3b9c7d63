import type { ErrorCode } from '../../packages/protocol/src/errors.ts';

/** What each code means to the one who gets it, and what to do then. */
export const remedies: Record<ErrorCode, string> = {
  invalid_request:
    'A parameter is missing, sent twice or not of its form. The description names it: correct the request, and do not repeat it as it is.',
  invalid_client:
    'The client did not authenticate: unknown id, wrong secret, or another method than its `auth_method`. The log has the exact reason.',
  invalid_grant:
    'The code, refresh token or exchanged token is unknown, spent, expired, revoked or of another client. Let the person sign in again.',
  unauthorized_client:
    'The client may not do this at all. Add the grant to its `grants`, or the API to its `apis`.',
  unsupported_grant_type: 'There is no such grant. Discovery lists those that there are.',
  unsupported_response_type: 'Only `response_type=code` is served.',
  invalid_scope:
    'A scope is unknown, or not in the `scopes` of the client. In a refresh: more than what was granted.',
  access_denied:
    'The person did not agree or may not sign in here, or a rule forbids the request. Asking again changes nothing.',
  server_error:
    'A fault of ours. The log of the same `X-Request-Id` has the cause; whether the request took effect is unknown.',
  temporarily_unavailable:
    'The database, the issuer or an upstream does not answer, or a bound is reached. Try again after `Retry-After`.',
  invalid_token:
    'The access token is missing, unknown, expired, revoked, or meant for another API. Get a new one by refresh or sign-in.',
  insufficient_scope:
    'The caller is known and lacks a permission, role or detail that the route requires. `WWW-Authenticate` names the scope. Give the role, or correct `require`.',
  insufficient_user_authentication:
    'The route wants a more recent or a stronger sign-in (RFC 9470): send the person to `/authorize` with the `acr_values` and `max_age` of `WWW-Authenticate`.',
  unsupported_token_type: 'A token of this kind cannot be revoked here.',
  authorization_pending:
    'The person has not answered yet what the device asks for. Ask again after `interval` seconds.',
  slow_down:
    'The device asked too early. Wait five seconds longer between two requests from now on (RFC 8628).',
  expired_token: 'The person did not answer in time. Ask for another device code.',
  invalid_target:
    'The API in `resource` or `audience` is unknown, or the client may not call it. Add it to `apis` of the client.',
  invalid_authorization_details:
    'An entry of `authorization_details` is not of its form or of no known type (RFC 9396).',
  login_required: 'Asked with `prompt=none`, and nobody is signed in: ask again without it.',
  interaction_required:
    'Asked with `prompt=none`, and the person has to do something: ask again without it.',
  consent_required:
    'Asked with `prompt=none`, and the person has not agreed yet: ask again without it.',
  account_selection_required:
    'Asked with `prompt=none`, and the person has to choose an account: ask again without it.',
  request_not_supported: 'The parameter `request` is not served: send parameters by themselves.',
  request_uri_not_supported:
    'The parameter `request_uri` is not served: send parameters by themselves.',
  unmet_authentication_requirements:
    'The client, its configuration or the API demands an `acr` that this person cannot reach: they have no second factor that would do, or none can be used here. Set one up, or ask for less.',
  registration_not_supported: 'The parameter `registration` is not served.',
  invalid_action_token:
    'The action token is not one of ours, or was cut off on its way. Open the whole link again.',
  expired_action_token: 'The link is too old. Ask its sender for a new one.',
  used_action_token:
    'The link has been used as often as it may be. A page that lost the answer repeats with the same `retry_key`.',
  revoked_action_token: 'Its maker took the link back.',
  not_found: 'There is nothing at this path, or no entry with this id.',
  method_not_allowed: 'The path is served with other methods; `Allow` lists them.',
  request_timeout: 'The request did not arrive in time. Send it again, without pauses.',
  precondition_failed:
    'What you were about to change is another one by now than `If-Match` names. Read it again, and decide anew.',
  idempotency_key_reused:
    'An earlier request had this `Idempotency-Key` and said something else. Use a new key for a new request.',
  conflict: 'It exists already, or changed since it was read. Read it again, and decide anew.',
  gone: 'It was there, and is not kept any more. The description says why.',
  content_too_large: 'The body is larger than what is read here.',
  uri_too_long: 'The target of the request is too long: send parameters in a body.',
  unsupported_media_type:
    'The body is of another type than the endpoint reads. The description names the right one.',
  too_many_requests:
    'Too many in too short a time: a rate limit of a route, or wrong secrets or passwords. Wait for `Retry-After`.',
  header_fields_too_large:
    'The header is too large. With a browser it is mostly cookies of other applications on this host.',
};
