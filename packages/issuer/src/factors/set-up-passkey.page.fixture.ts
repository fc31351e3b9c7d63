import type { Examples } from '../pages/examples.fixture.ts';
import { type SetUpPasskeyPage, setUpPasskeyPage } from './set-up-passkey.page.ts';

const page: SetUpPasskeyPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/set-up-passkey/1', other: '/set-up-totp/1' },
  asked: { kind: 'create', options: { challenge: 'AA' } },
};

export const examples: Examples = {
  'set up a passkey': (view) => setUpPasskeyPage(view, page),
  'set up a passkey, refused': (view) =>
    setUpPasskeyPage(view, { ...page, error: view.t('passkey.error.full') }),
};
