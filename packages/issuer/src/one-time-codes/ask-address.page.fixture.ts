import type { Examples } from '../pages/examples.fixture.ts';
import { type AskAddressPage, askAddressPage } from './ask-address.page.ts';

const page: AskAddressPage = {
  ...{ interaction: '1', csrf: 'csrf', email: '', action: '/register/1' },
  ...{ message: 'register.address', submit: 'action.continue' },
  back: { href: '/sign-in/1', label: 'register.have_account' },
};

const work = { kind: 'work', challenge: '10.1800000000.x.y', bits: 10, rounds: 1_000 } as const;
const captcha = {
  kind: 'captcha',
  ...{ script: 'https://captcha.example/api.js', className: 'captcha' },
  ...{ siteKey: 'site', purpose: 'registration', sources: ['https://captcha.example'] },
} as const;

export const examples: Examples = {
  'address to register, with work for the browser': (view) =>
    askAddressPage(view, { ...page, check: work }),
  'address to register, with a captcha that was not solved': (view) =>
    askAddressPage(view, { ...page, email: 'a@shop.example', check: captcha, isUnchecked: true }),
  'address to register': (view) => askAddressPage(view, page),
  'address that may not register': (view) =>
    askAddressPage(view, {
      ...page,
      email: 'alice@example.com',
      error: view.t('register.domains', { domains: 'shop.example' }),
    }),
  'address of a denied domain': (view) =>
    askAddressPage(view, { ...page, email: 'a@spam.example', error: view.t('address.denied') }),
  'address to sign in with a code': (view) =>
    askAddressPage(view, { ...page, message: 'email_code.address' }),
  'address to sign in with a link': (view) =>
    askAddressPage(view, { ...page, message: 'magic_link.address' }),
  'address for another code, after the first was typed too often': (view) =>
    askAddressPage(view, {
      ...{ ...page, message: 'email_code.address', email: 'alice@example.com', isOver: true },
    }),
  'forgotten password': (view) =>
    askAddressPage(view, {
      ...page,
      message: 'forgot_password.address',
      submit: 'forgot_password.submit',
    }),
};
