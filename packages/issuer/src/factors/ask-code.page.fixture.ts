import type { Examples } from '../pages/examples.fixture.ts';
import { askCodePage } from './ask-code.page.ts';

const page = {
  interaction: '1',
  csrf: 'csrf',
  action: '/totp/1',
  other: '/recovery-code/1',
  rememberFor: null,
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
