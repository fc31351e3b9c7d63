import type { Examples } from '../pages/examples.fixture.ts';
import { type PasskeyPage, passkeyPage } from './passkey.page.ts';

const used: PasskeyPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/passkey/1' },
  asked: { kind: 'get', options: { challenge: 'AA' } },
  rememberFor: 2_592_000,
  others: [
    { href: '/totp/1', label: 'second_factor.by_app' },
    { href: '/recovery-code/1', label: 'second_factor.by_recovery_code' },
  ],
};

const made: PasskeyPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/set-up-passkey/1' },
  asked: { kind: 'create', options: { challenge: 'AA' } },
  rememberFor: null,
  others: [{ href: '/set-up-totp/1', label: 'set_up_passkey.other' }],
};

export const examples: Examples = {
  'passkey as the second step': (view) => passkeyPage(view, used),
  'passkey as the second step, refused': (view) =>
    passkeyPage(view, { ...used, error: view.t('passkey.error.refused') }),
  'set up a passkey': (view) => passkeyPage(view, made),
  'set up a passkey, refused': (view) =>
    passkeyPage(view, { ...made, error: view.t('passkey.error.full') }),
};
