import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button } from '../pages/parts/button.ts';
import type { View } from '../pages/view.ts';

export interface FormPostPage {
  /** The redirect URI. */
  action: string;
  /** The authorization response. */
  fields: Readonly<Record<string, string>>;
}

/**
 * Sends an authorization response as a form: by itself where scripts run, by a button where none do.
 * To whom it goes is not for people to judge: the address is registered.
 */
export const formPostPage = (view: View, { action, fields }: FormPostPage): Page =>
  layout(view, {
    title: view.t('form_post.heading'),
    lead: view.t('form_post.text'),
    scripts: ['send-form.js'],
    content: html`<form class="form" method="post" action="${action}" data-send>
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">\n`)}${button({ label: view.t('action.continue') })}
</form>`,
  });
