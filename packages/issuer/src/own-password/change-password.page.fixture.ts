import type { Examples } from '../pages/examples.fixture.ts';
import { type ChangePasswordPage, changePasswordPage } from './change-password.page.ts';

const page: ChangePasswordPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/change-password/1', minimum: 12 },
  email: 'alice@example.com',
};

export const examples: Examples = {
  'password that has to be changed': (view) => changePasswordPage(view, page),
  'password that is the same again': (view) =>
    changePasswordPage(view, { ...page, problem: 'same' }),
};
