import { type Html, html } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';

interface Confirmation {
  clientName: string | null;
  action: string;
  /** The request's own parameters, to come back with the answer. */
  parameters: Iterable<[string, string]>;
  csrf: string;
}

/** Nobody is signed out by a link that somebody else made them follow. */
export const logoutPage = ({ clientName, action, parameters, csrf }: Confirmation): Html =>
  layout({
    title: 'Sign out',
    content: html`<h1>Sign out?</h1>
<p>${clientName ? `${clientName} asks to sign you out.` : 'You will be signed out everywhere in this browser.'}</p>
<form method="post" action="${action}">
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="confirmed" value="yes">
${[...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<button type="submit">Sign out</button>
</form>
<p class="note">To stay signed in, close this page or go back.</p>`,
  });
