import type { Examples } from '../pages/examples.fixture.ts';
import { messagePage } from '../pages/message.page.ts';
import { leavingPage } from './leaving.page.ts';
import { notices, refusalNotice } from './notices.ts';
import { backToSignIn } from './respond-notice.endpoint.ts';

const action = backToSignIn('1');
const requestId = 'k7m2q9x4wf';

export const examples: Examples = {
  'leaving for a provider': (view) =>
    // Of the same document, so that a gallery stays where it is.
    leavingPage(view, { name: 'Google', url: '#google' }),
  'provider refused': (view) =>
    messagePage(view, { ...notices.denied('Google'), action, requestId }),
  'account exists already': (view) =>
    messagePage(view, {
      ...notices.prove('Google'),
      action: { ...action, label: 'federation.prove.action' },
    }),
  'provider reports an error': (view) =>
    messagePage(view, { ...notices.reported('Google', 'consent is missing'), action, requestId }),
  'provider cannot be trusted': (view) =>
    messagePage(view, { ...notices.failed('Google'), action, requestId }),
  'provider remembers a sign-in from before': (view) =>
    messagePage(view, { ...notices.notRecent('Google'), action, requestId }),
  'provider has one step': (view) =>
    messagePage(view, { ...notices.unmet('Google'), action, requestId }),
  'provider cannot be reached': (view) =>
    messagePage(view, { ...notices.unreachable('Google'), action }),
  'account is disabled': (view) =>
    messagePage(view, { ...refusalNotice('disabled', 'Google'), action, requestId }),
  'provider gave no address': (view) =>
    messagePage(view, { ...refusalNotice('no_address', 'Google'), action, requestId }),
  'sign-in at a provider is over': (view) => messagePage(view, { ...notices.over, requestId }),
};
