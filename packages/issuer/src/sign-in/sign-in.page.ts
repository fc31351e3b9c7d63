import { type Html, html } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import type { ProviderButton } from '../pages/provider-button.page.ts';

export interface SignInError {
  text: string;
  /** Whether the fields are to be filled in otherwise. */
  inFields: boolean;
  /** The number under which the log has it. */
  requestId?: string | undefined;
}

export interface SignInPage {
  clientName: string;
  /** Where the form goes. */
  action: string;
  csrf: string;
  email: string;
  /** What was wrong with the last attempt. */
  error?: SignInError;
  /** The provider that signing in with the password connects, and where to call that off. */
  link?: { provider: string; cancel: string };
  providers: { name: string; action: string; button: ProviderButton }[];
}

export function signInPage(page: SignInPage): Html {
  const heading = `Sign in to ${page.clientName}`;
  return layout({
    title: page.error ? `Error: ${heading}` : heading,
    content: html`<h1>${heading}</h1>
${page.error ? html`<p class="alert" id="sign-in-error" role="alert">${page.error.text}</p>` : ''}
${page.link ? html`<p>Signing in with your password connects your account with ${page.link.provider}.</p>` : ''}
${passwordForm(page)}
${page.link ? cancelForm(page.csrf, page.link) : ''}
${page.providers.length > 0 ? providerForms(page) : ''}
${page.error?.requestId ? referenceOf(page.error.requestId) : ''}`,
  });
}

/** Last on the page: it is for the support, and not for the next attempt. */
const referenceOf = (requestId: string): Html =>
  html`<p class="note">Reference for the support: <code class="error-id">${requestId}</code></p>`;

function passwordForm({ action, csrf, email, error }: SignInPage): Html {
  const described = error?.inFields
    ? html` aria-invalid="true" aria-describedby="sign-in-error"`
    : '';
  // The cursor waits where something is missing: browsers announce the field and its error.
  const autofocus = html` autofocus`;
  return html`<form class="fields" method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
<div class="field">
<label for="email">E-mail address</label>
<input id="email" name="email" type="text" inputmode="email" value="${email}" maxlength="320" required
  autocomplete="username" autocapitalize="none" spellcheck="false"${described}${email ? '' : autofocus}>
</div>
<div class="field">
<label for="password">Password</label>
<input id="password" name="password" type="password" maxlength="1024" required
  autocomplete="current-password"${described}${email ? autofocus : ''}>
</div>
<button>Sign in</button>
</form>`;
}

const cancelForm = (csrf: string, { provider, cancel }: NonNullable<SignInPage['link']>): Html =>
  html`<form method="post" action="${cancel}">
<input type="hidden" name="csrf" value="${csrf}">
<button class="secondary">Do not connect ${provider}</button>
</form>`;

const providerForms = ({ csrf, providers }: SignInPage): Html => html`<div class="divider">or</div>
<ul class="providers">
${providers.map(
  ({ name, action, button }) => html`<li><form method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
<button class="secondary ${button.className}">${button.mark ?? ''}<span>${labels[button.label]} ${name}</span></button>
</form></li>`,
)}
</ul>`;

const labels = { continue_with: 'Continue with', sign_in_with: 'Sign in with' };
