import type { Examples } from '../pages/examples.fixture.ts';
import { type AskAddressPage, askAddressPage } from './ask-address.page.ts';

const page: AskAddressPage = {
  ...{ interaction: '1', csrf: 'csrf', email: '', action: '/register/1' },
  ...{ message: 'register.address', submit: 'action.continue' },
  back: { href: '/sign-in/1', label: 'register.have_account' },
};

export const examples: Examples = {
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
