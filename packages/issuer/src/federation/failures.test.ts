import { ResponseBodyError } from 'oauth4webapi';
import { expect, test } from 'vitest';
import { failureOf, failureOfResponse, isOfProvider } from './failures.ts';
import { NotAllowedError, NotRecentError, UnreachableError } from './upstream-errors.ts';

test.each([
  ['access_denied', 'federation.denied'],
  ['user_cancelled_login', 'federation.denied'],
  ['unmet_authentication_requirements', 'federation.unmet'],
  ['redirect_uri_mismatch', 'federation.misconfigured'],
  ['unauthorized_scope_error', 'federation.misconfigured'],
  ['temporarily_unavailable', 'federation.unreachable'],
  ['server_error', 'federation.unreachable'],
  ['AADB2C90118', 'federation.reported'],
  ['', 'federation.failed'],
])('the error response %j is told as %s', (error, message) => {
  const { reason, notice } = failureOfResponse('Acme', error);
  expect([reason, notice.message]).toEqual([error, message]);
});

const answered = (error: string) =>
  new ResponseBodyError('refused', {
    cause: { error },
    response: new Response(null, { status: 400 }),
  } as never);

test.each([
  [new UnreachableError('x'), 'provider cannot be reached', 'federation.unreachable'],
  [new NotAllowedError('another'), 'account is not allowed', 'federation.not_allowed'],
  [new NotRecentError('x'), 'sign-in is not recent', 'federation.not_recent'],
  [answered('invalid_grant'), 'token endpoint: invalid_grant', 'federation.too_late'],
  [
    answered('bad_verification_code'),
    'token endpoint: bad_verification_code',
    'federation.too_late',
  ],
  [answered('invalid_client'), 'token endpoint: invalid_client', 'federation.misconfigured'],
  [answered('something_new'), 'answer cannot be trusted', 'federation.failed'],
  [new TypeError('x'), 'answer cannot be trusted', 'federation.failed'],
])('%s is %s', (error, reason, message) => {
  const failure = failureOf('Acme', error);
  expect([failure.reason, failure.notice.message]).toEqual([reason, message]);
});

test.each([
  [new UnreachableError('x'), true],
  [answered('invalid_client'), true],
  [answered('invalid_request'), false],
  [answered('invalid_grant'), false],
  [answered('something_new'), false],
  [new NotAllowedError('another'), false],
  [new TypeError('a parameter of the callback'), false],
])('%s is of the provider: %s', (error, expected) => {
  expect(isOfProvider(error)).toBe(expected);
});
