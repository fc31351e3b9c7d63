import type { Examples } from '../pages/examples.fixture.ts';
import { setUpTotpPage } from './set-up-totp.page.ts';

const page = {
  ...{ interaction: '1', csrf: 'csrf', action: '/set-up-totp/1', account: 'alice@example.com' },
  ...{ secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', sealed: 'sealed' },
};

export const examples: Examples = {
  'set up an app': (view) => setUpTotpPage(view, page),
  'set up an app, wrong code': (view) =>
    setUpTotpPage(view, { ...page, error: view.t('totp.wrong') }),
};
