import { type Html, html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, buttonForm, form } from '../pages/parts/button.ts';
import { field, passwordField } from '../pages/parts/field.ts';
import { alert, divider, note, reference } from '../pages/parts/messages.ts';
import { type AskedPasskey, passkeyForm, passkeyNeedsScript } from '../pages/parts/passkey-form.ts';
import { personCheck, type ShownCheck, scriptsOf, sourcesOf } from '../pages/parts/person-check.ts';
import type { ProviderButton } from '../pages/parts/provider-button.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface SignInError {
  text: TextKey;
  /** Which fields are to be filled in otherwise. */
  fields: 'both' | 'address' | 'none';
  /** The number under which the log has it. */
  requestId?: string | undefined;
}

export interface SignInPage extends Underway {
  clientName: string;
  /** Where the form goes. */
  action: string;
  email: string;
  /** Whether the page asks for the address first, and for the rest once it is known. */
  asks: 'both' | 'address' | 'rest';
  /** What was wrong with the last attempt. */
  error?: SignInError;
  /** What tells people from programs, once passwords were wrong. */
  check?: ShownCheck | null;
  /** The provider that signing in with the password connects, and where to call that off. */
  link?: { provider: string; cancel: string };
  /** What else a person can do here; what is missing is not offered. */
  offers: {
    /** False where people sign in without one. */
    password: boolean;
    /** What the browser is asked for a passkey with. */
    passkey?: AskedPasskey | undefined;
    /** Where a form with the address goes. */
    emailCode?: string | undefined;
    magicLink?: string | undefined;
    /** Pages. */
    forgotPassword?: string | undefined;
    register?: string | undefined;
  };
  providers: { name: string; action: string; button: ProviderButton }[];
  /** The domain of the address, where its people sign in at one of these providers alone. */
  elsewhere?: string;
  /** Whether there are providers that an address leads to. */
  leadsByAddress?: boolean;
}

export function signInPage(view: View, page: SignInPage): Page {
  const { error, link, csrf, providers } = page;
  return layout(view, {
    title: view.t('sign_in.heading', { client: page.clientName }),
    isError: error !== undefined || isDeadEnd(page),
    scripts: [
      ...(['password.js', 'follow.js'] as const),
      ...(page.offers.passkey ? ['passkey.js' as const] : []),
      ...scriptsOf(page.check ?? null),
    ],
    sources: sourcesOf(page.check ?? null),
    content: html`${error ? alert(view.t(error.text), 'sign-in-error') : ''}
${link ? note(view.t('sign_in.connects', { provider: link.provider })) : ''}
${page.elsewhere ? note(view.t('sign_in.elsewhere', { domain: page.elsewhere })) : ''}
${isDeadEnd(page) ? alert(view.t('sign_in.no_way', { email: page.email }), 'sign-in-error') : ''}
${hasAddressForm(page) ? addressForm(view, page) : ''}
${page.asks === 'rest' && !link && !page.elsewhere ? anotherForm(view, page) : ''}
${link ? cancelLinkForm(view, csrf, link) : ''}
${page.offers.passkey ? passkeyPart(view, page, page.offers.passkey) : ''}
${providers.length > 0 && hasAddressForm(page) && !page.offers.passkey ? divider(view.t('page.or')) : ''}
${providers.length > 0 ? providerForms(view, page) : ''}
${page.elsewhere && !link ? anotherForm(view, page) : ''}
${page.offers.register ? registerLine(view, page.offers.register) : ''}
${wayOut(view, page)}
${error?.requestId ? reference(view, error.requestId) : ''}`,
  });
}

/** At providers alone, no one is asked for an address but where it says which of them. */
const hasAddressForm = ({ offers, asks, leadsByAddress = false }: SignInPage): boolean =>
  (asks === 'address' && leadsByAddress) || hasOtherWays(offers);

const hasOtherWays = ({ password, emailCode, magicLink }: SignInPage['offers']): boolean =>
  password || emailCode !== undefined || magicLink !== undefined;

/** An address that leads to no provider, where there is no other way. */
const isDeadEnd = ({ asks, offers, providers }: SignInPage): boolean =>
  asks === 'rest' && providers.length === 0 && !hasOtherWays(offers);

const registerLine = ({ t }: View, href: string): Html =>
  html`<p class="aside">${t('sign_in.no_account')} <a href="${href}">${t('sign_in.register')}</a></p>`;

/** Below the address, or in its place where people sign in with passkeys alone. */
function passkeyPart(view: View, page: SignInPage, asked: AskedPasskey): Html {
  const isOther = hasAddressForm(page);
  const { action, csrf } = page;
  const label = view.t('passkey.sign_in');
  return html`${isOther || page.providers.length > 0 ? '' : passkeyNeedsScript(view)}
${passkeyForm(view, {
  ...{ ...asked, action, csrf, autofill: isOther },
  before: isOther ? divider(view.t('page.or')) : undefined,
  button: { label, kind: isOther ? 'secondary' : 'primary' },
})}`;
}

/** The address, and what can be done with it. */
function addressForm(view: View, page: SignInPage): Html {
  const { action, csrf, asks } = page;
  return form({
    action,
    csrf,
    content:
      asks === 'address'
        ? [addressField(view, page), button({ label: view.t('action.continue') })]
        : [
            asks === 'rest' ? chosenAddress(view, page) : addressField(view, page),
            ...waysFrom(view, page),
          ],
  });
}

const describedBy = ({ error }: SignInPage, field: 'address' | 'password') =>
  error && (error.fields === 'both' || error.fields === field) ? 'sign-in-error' : undefined;

/** The cursor waits where something is missing: browsers announce the field and its error. */
const waitsAtAddress = ({ email, asks, error }: SignInPage): boolean =>
  email === '' || asks === 'address' || error?.fields === 'address';

const addressField = (view: View, page: SignInPage): Html =>
  field({
    name: 'email',
    label: view.t('field.email'),
    type: 'email',
    value: page.email,
    // Browsers offer passkeys where this asks for them (HTML, section 4.10.18.7.1).
    autocomplete: page.offers.passkey ? 'username webauthn' : 'username',
    describedBy: describedBy(page, 'address'),
    autofocus: waitsAtAddress(page),
  });

/** The address that the rest is for. It cannot be changed here, and goes with the form. */
const chosenAddress = ({ t }: View, { email }: SignInPage): Html => html`<div class="field">
<label for="email">${t('field.email')}</label>
<input id="email" name="email" type="text" value="${email}" readonly autocomplete="username">
</div>`;

function waysFrom(view: View, page: SignInPage): Html[] {
  const { offers } = page;
  const password = [
    passwordField(view, {
      name: 'password',
      label: view.t('field.password'),
      autocomplete:
        offers.passkey && page.asks === 'rest' ? 'current-password webauthn' : 'current-password',
      describedBy: describedBy(page, 'password'),
      autofocus: page.asks === 'rest' || !waitsAtAddress(page),
      link: offers.forgotPassword
        ? { href: offers.forgotPassword, label: view.t('sign_in.forgot_password') }
        : undefined,
    }),
    ...(page.check
      ? [
          personCheck(view, page.check),
          html`<noscript>${note(view.t('person_check.no_script'))}</noscript>`,
        ]
      : []),
    button({ label: view.t('sign_in.submit') }),
  ];
  return [...(offers.password ? password : []), ...mailButtons(view, offers)];
}

const anotherForm = ({ t }: View, page: SignInPage): Html =>
  buttonForm({
    ...{ action: page.action, csrf: page.csrf, label: t('sign_in.another') },
    kind: isDeadEnd(page) ? 'primary' : 'quiet',
    ...{ name: 'another', value: 'yes' },
  });

/** The first one is what most people want where there are no passwords. */
function mailButtons(
  { t }: View,
  { password, emailCode, magicLink }: SignInPage['offers'],
): Html[] {
  const ways = [
    ...(emailCode ? [{ label: t('sign_in.by_code'), elsewhere: emailCode }] : []),
    ...(magicLink ? [{ label: t('sign_in.by_link'), elsewhere: magicLink }] : []),
  ];
  return ways.map((way, index) =>
    button({ ...way, kind: password || index > 0 ? 'secondary' : 'primary' }),
  );
}

const cancelLinkForm = (
  { t }: View,
  csrf: string,
  { provider, cancel }: NonNullable<SignInPage['link']>,
): Html =>
  buttonForm({
    action: cancel,
    csrf,
    label: t('sign_in.do_not_connect', { provider }),
    kind: 'secondary',
  });

const providerForms = ({ t }: View, { csrf, providers }: SignInPage): Html =>
  html`<ul class="providers">
${providers.map(
  ({ name, action, button: { label, mark, className } }) =>
    html`<li>${buttonForm({ action, csrf, label: t(label, { provider: name }), kind: 'secondary', mark, look: className })}</li>`,
)}
</ul>`;
