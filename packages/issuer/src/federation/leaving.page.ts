import { type Html, html } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';

/**
 * Takes the browser to a provider. A page and not a redirect, because browsers apply the form's
 * `form-action` to every redirect that follows it, and which origins a provider leads through is
 * its own affair. The refresh starts afresh.
 */
export const leavingPage = ({ name, url }: { name: string; url: string }): Html =>
  layout({
    title: `Continue with ${name}`,
    head: html`<meta http-equiv="refresh" content="0;url=${url}">`,
    content: html`<h1>Taking you to ${name}</h1>
<p>You sign in there and come back here.</p>
<p class="actions"><a class="button" href="${url}">Continue with ${name}</a></p>`,
  });
