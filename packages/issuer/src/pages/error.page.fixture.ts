import { errorCodes } from '@sallyport/protocol/errors.ts';
import { errorPage } from './error.page.ts';
import type { Examples } from './examples.fixture.ts';

const requestId = 'k7m2q9x4wf';

export const examples: Examples = {
  ...Object.fromEntries(
    errorCodes.map((code) => [`error ${code}`, (view) => errorPage(view, { code, requestId })]),
  ),
  'sign-in has expired': (view) =>
    errorPage(view, { code: 'invalid_request', told: 'error.expired', requestId }),
  'sign-in took too long': (view) =>
    errorPage(view, {
      code: 'invalid_request',
      told: 'error.too_late',
      action: { href: '/authorize/1/again', label: 'action.start_again' },
      requestId,
    }),
  'too many sign-ins': (view) =>
    errorPage(view, { code: 'temporarily_unavailable', told: 'error.sign_ins', requestId }),
  'error for a developer': (view) =>
    errorPage(view, {
      code: 'invalid_request',
      requestId,
      description: 'redirect_uri is not registered for this client.',
    }),
};
