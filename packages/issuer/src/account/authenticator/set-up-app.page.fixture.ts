import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { setUpAppPage } from './set-up-app.page.ts';

const page = {
  ...exampleFrame('authenticator'),
  ...{ account: 'alice@example.com', sealed: 'sealed', replaces: false },
  secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
};

export const examples: Examples = {
  'account authenticator, set up': (view) => setUpAppPage(view, page),
  'account authenticator, replaced': (view) =>
    setUpAppPage(view, { ...page, replaces: true, error: view.t('totp.wrong') }),
};
