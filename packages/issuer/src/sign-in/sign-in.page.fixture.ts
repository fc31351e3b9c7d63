import type { Examples } from '../pages/examples.fixture.ts';
import { providerButton } from '../pages/parts/provider-button.ts';
import { type SignInPage, signInPage } from './sign-in.page.ts';

const page: SignInPage = {
  clientName: 'Walnut & Lantern',
  action: '/sign-in/1',
  interaction: '1',
  csrf: 'csrf',
  email: '',
  asks: 'both',
  providers: [],
  offers: { password: true },
};

const providers = [
  ['google', 'Google'],
  ['microsoft', 'Microsoft'],
  ['apple', 'Apple'],
  ['github', 'GitHub'],
  ['acme', 'Acme Workforce Identity'],
].map(([type = '', name = '']) => ({
  name,
  action: `/federation/${type}/start/1`,
  button: providerButton(type),
}));

const offers = {
  password: true,
  emailCode: '/email-code/1',
  magicLink: '/magic-link/1',
  forgotPassword: '/forgot-password/1',
  register: '/register/1',
};

const passkey = { kind: 'get', options: { challenge: 'AA' } } as const;
const work = { kind: 'work', challenge: '10.1800000000.x.y', bits: 10, rounds: 1_000 } as const;

export const examples: Examples = {
  'sign-in after several wrong passwords': (view) =>
    signInPage(view, {
      ...{ ...page, offers, check: work, email: 'alice@example.com' },
      error: { fields: 'none', text: 'person_check.needed' },
    }),
  'sign-in with everything that can be offered': (view) =>
    signInPage(view, { ...page, providers, offers }),
  'sign-in with a passkey, too': (view) =>
    signInPage(view, { ...page, providers, offers: { password: true, passkey } }),
  'sign-in with passkeys alone': (view) =>
    signInPage(view, { ...page, offers: { password: false, passkey } }),
  'sign-in with a passkey that is not known': (view) =>
    signInPage(view, {
      ...page,
      offers: { password: true, passkey },
      error: { text: 'passkey.error.unknown', fields: 'none', requestId: 'k7m2q9x4wf' },
    }),
  'sign-in without passwords': (view) =>
    signInPage(view, { ...page, offers: { password: false, emailCode: '/email-code/1' } }),
  'sign-in': (view) => signInPage(view, { ...page, providers }),
  'sign-in with a password alone': (view) => signInPage(view, page),
  'sign-in that asks for the address first': (view) =>
    signInPage(view, { ...page, asks: 'address', providers }),
  'sign-in that asks for the password then': (view) =>
    signInPage(view, { ...page, asks: 'rest', email: 'alice@example.com', providers }),
  'sign-in at providers alone': (view) =>
    signInPage(view, { ...page, offers: { password: false }, providers }),
  'sign-in at the provider of a company': (view) =>
    signInPage(view, {
      ...page,
      ...{ asks: 'rest', email: 'alice@acme.example', elsewhere: 'acme.example' },
      ...{ offers: { password: false }, providers: providers.slice(-1) },
    }),
  'sign-in with an address that leads nowhere': (view) =>
    signInPage(view, {
      ...{ ...page, asks: 'rest', email: 'alice@acme.exmaple' },
      offers: { password: false },
    }),
  'sign-in with a wrong password': (view) =>
    signInPage(view, {
      ...page,
      providers,
      email: 'alice@example.com',
      error: { text: 'sign_in.wrong', fields: 'both', requestId: 'k7m2q9x4wf' },
    }),
  'sign-in with nothing filled in': (view) =>
    signInPage(view, { ...page, error: { text: 'sign_in.empty', fields: 'both' } }),
  'sign-in with what is no address': (view) =>
    signInPage(view, {
      ...page,
      email: 'alice@',
      error: { text: 'address.form', fields: 'address' },
    }),
  'sign-in without a cookie': (view) =>
    signInPage(view, { ...page, error: { text: 'sign_in.no_cookie', fields: 'none' } }),
  'sign-in that connects a provider': (view) =>
    signInPage(view, {
      ...page,
      providers,
      email: 'alice@example.com',
      link: { provider: 'Google', cancel: '/sign-in/1/cancel-link' },
    }),
};
