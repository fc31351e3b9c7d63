import type { Examples } from '../pages/examples.fixture.ts';
import {
  forgetAccountPage,
  type SelectAccountPage,
  selectAccountPage,
} from './select-account.page.ts';

const alice = { userId: '1', name: 'Alice Arden', email: 'alice@example.com', isSignedIn: true };
const office = {
  ...{ userId: '2', name: 'Alice Arden', isSignedIn: false },
  email: 'alice.with-a-long-name.of-the-department-of-rivers@office.example.com',
};
const page: SelectAccountPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/select-account/1', clientName: 'Shop' },
  ...{ accounts: [alice, office], offersAnother: true, forget: '/select-account/1?forget=yes' },
};

export const examples: Examples = {
  'choose an account': (view) => selectAccountPage(view, page),
  'choose an account, and only this one': (view) =>
    selectAccountPage(view, {
      ...page,
      accounts: [alice],
      offersAnother: false,
      forget: undefined,
    }),
  'take an account off the list': (view) =>
    forgetAccountPage(view, { ...page, accounts: [office], back: '/select-account/1' }),
};
