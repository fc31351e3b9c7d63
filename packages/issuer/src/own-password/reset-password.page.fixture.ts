import type { Examples } from '../pages/examples.fixture.ts';
import { type ResetPasswordPage, resetPasswordPage } from './reset-password.page.ts';

const page: ResetPasswordPage = {
  ...{ action: '/reset-password', csrf: 'csrf', hidden: { secret: 'secret', sign_in: '1' } },
  ...{ email: 'alice@example.com', minimum: 12, signsOut: true, interaction: '1' },
};

export const examples: Examples = {
  'new password by a link': (view) => resetPasswordPage(view, page),
  'new password in another browser': (view) =>
    resetPasswordPage(view, { ...page, interaction: null }),
  'new password that is too short': (view) =>
    resetPasswordPage(view, { ...page, problem: 'too_short', signsOut: false }),
};
