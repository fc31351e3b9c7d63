import { type Html, html } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';

interface Confirmation {
  clientName: string | null;
  action: string;
  /** The request's own parameters, to come back with the answer. */
  form: Readonly<Record<string, string | undefined>>;
  csrf: string;
}

/** Asks first: a link that another site made a person follow signs them out of nothing. */
export const logoutPage = ({ clientName, action, form, csrf }: Confirmation): Html =>
  layout({
    title: 'Sign out',
    content: html`<h1>Sign out?</h1>
<p>${clientName ? `${clientName} asks to sign you out.` : 'You will be signed out everywhere in this browser.'}</p>
<form method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="confirmed" value="yes">
${Object.entries(form).map(([name, value]) => (value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`))}
<button type="submit">Sign out</button>
</form>
<p class="note">To stay signed in, close this page or go back.</p>`,
  });
