import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { note } from '../pages/parts/messages.ts';
import type { View } from '../pages/view.ts';

interface Confirmation {
  clientName: string | null;
  action: string;
  /** The request's own parameters, to come back with the answer. */
  parameters: Readonly<Record<string, string | undefined>>;
  csrf: string;
}

/** Asks first: a link that another site made a person follow signs them out of nothing. */
export const logoutPage = (
  view: View,
  { clientName, action, parameters, csrf }: Confirmation,
): Page =>
  layout(view, {
    title: view.t('sign_out.heading'),
    lead: clientName
      ? view.t('sign_out.by_client', { client: clientName })
      : view.t('sign_out.everywhere'),
    content: [
      form({
        action,
        csrf,
        content: [
          hidden('confirmed', 'yes'),
          ...Object.entries(parameters).flatMap(([name, value]) =>
            value === undefined ? [] : [hidden(name, value)],
          ),
          button({ label: view.t('sign_out.submit') }),
        ],
      }),
      note(view.t('sign_out.stay')),
    ],
  });

const hidden = (name: string, value: string) =>
  html`<input type="hidden" name="${name}" value="${value}">\n`;
