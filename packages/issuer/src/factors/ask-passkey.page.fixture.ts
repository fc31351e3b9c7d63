import type { Examples } from '../pages/examples.fixture.ts';
import { type AskPasskeyPage, askPasskeyPage } from './ask-passkey.page.ts';

const page: AskPasskeyPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/passkey/1' },
  asked: { kind: 'get', options: { challenge: 'AA' } },
  others: [
    { href: '/totp/1', label: 'second_factor.by_app' },
    { href: '/recovery-code/1', label: 'second_factor.by_recovery_code' },
  ],
};

export const examples: Examples = {
  'passkey as the second step': (view) => askPasskeyPage(view, page),
  'passkey as the second step, refused': (view) =>
    askPasskeyPage(view, { ...page, error: view.t('passkey.error.refused') }),
};
