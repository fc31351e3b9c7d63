import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { sign } from '../pages/parts/messages.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface OpenLinkPage extends Underway {
  title: TextKey;
  clientName: string;
  /** Where the secret goes. */
  action: string;
  secret: string;
}

/** For a link that was opened where it was asked for: one press uses it, and nothing before that. */
export const openLinkPage = (view: View, page: OpenLinkPage): Page =>
  layout(view, {
    title: view.t(page.title, { client: page.clientName }),
    lead: view.t('link.asked_here'),
    sign: sign('mail'),
    content: html`${form({
      action: page.action,
      csrf: page.csrf,
      content: [
        html`<input type="hidden" name="secret" value="${page.secret}">`,
        button({ label: view.t('action.continue') }),
      ],
    })}
${wayOut(view, page)}`,
  });
