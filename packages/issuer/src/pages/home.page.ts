import { type Html, html } from '../http/html.ts';
import { routes } from '../routes.ts';
import { layout } from './layout.page.ts';

/** What a person finds who opens the issuer's own address. */
export const homePage = (): Html =>
  layout({
    title: 'Sign-in service',
    content: html`<h1>Sign-in service</h1>
<p>Applications send you here to sign in, and take you back afterwards. To sign in, open the
application that you want to use.</p>
<p class="note">For developers:
<a href="${routes.openidConfiguration}">the addresses and features of this service</a>.</p>`,
  });
