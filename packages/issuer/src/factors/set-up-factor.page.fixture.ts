import type { Examples } from '../pages/examples.fixture.ts';
import { setUpFactorPage } from './set-up-factor.page.ts';

const page = {
  ...{ interaction: '1', csrf: 'csrf' },
  ...{ passkey: '/set-up-passkey/1', totp: '/set-up-totp/1' },
};

export const examples: Examples = {
  'which second step': (view) => setUpFactorPage(view, page),
};
