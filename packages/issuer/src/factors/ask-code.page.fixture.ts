import type { Examples } from '../pages/examples.fixture.ts';
import { type AskCodePage, askCodePage } from './ask-code.page.ts';

const page: Omit<AskCodePage, 'factor'> = {
  ...{ interaction: '1', csrf: 'csrf', action: '/totp/1', rememberFor: null },
  others: [{ href: '/recovery-code/1', label: 'second_factor.by_recovery_code' }],
};

export const examples: Examples = {
  'code of an app': (view) => askCodePage(view, { ...page, factor: 'totp' }),
  'code of an app, and the device can be remembered': (view) =>
    askCodePage(view, { ...page, factor: 'totp', rememberFor: 2_592_000 }),
  'wrong code of an app': (view) =>
    askCodePage(view, { ...page, factor: 'totp', error: view.t('totp.wrong') }),
  'recovery code': (view) => askCodePage(view, { ...page, factor: 'recovery_code' }),
  'too many codes': (view) =>
    askCodePage(view, {
      ...{ ...page, factor: 'recovery_code' },
      error: view.t('second_factor.throttled', { duration: view.duration(60) }),
    }),
};
