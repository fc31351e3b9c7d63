import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { sign } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';

export interface OpenAddressPage {
  action: string;
  csrf: string;
  secret: string;
  email: string;
  /** What goes on afterwards. */
  interaction: string | undefined;
}

/** For a link that was opened where it was asked for: one press uses it, and nothing before that. */
export const openAddressPage = (
  view: View,
  { action, csrf, secret, email, interaction }: OpenAddressPage,
): Page =>
  layout(view, {
    title: view.t('verify_address.open.heading'),
    lead: view.t('verify_address.open.text', { email }),
    sign: sign('mail'),
    content: form({
      action,
      csrf,
      content: [
        html`<input type="hidden" name="secret" value="${secret}">`,
        interaction === undefined
          ? html``
          : html`<input type="hidden" name="sign_in" value="${interaction}">`,
        button({ label: view.t('verify_address.confirm') }),
      ],
    }),
  });
