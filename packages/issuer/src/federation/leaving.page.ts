import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { buttonLink } from '../pages/parts/button.ts';
import type { View } from '../pages/view.ts';

/**
 * Takes the browser to a provider. A page and not a redirect, because browsers apply the form's
 * `form-action` to every redirect that follows it, and which origins a provider leads through is
 * its own affair. The refresh starts afresh.
 */
export const leavingPage = (view: View, { name, url }: { name: string; url: string }): Page =>
  layout(view, {
    title: view.t('federation.leaving.heading', { provider: name }),
    lead: view.t('federation.leaving.text'),
    head: html`<meta http-equiv="refresh" content="0;url=${url}">`,
    content: buttonLink({ href: url, label: view.t('federation.continue', { provider: name }) }),
  });
