import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { alert } from '../pages/parts/messages.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';

export interface ConfirmMailboxPage extends Underway {
  action: string;
  /** Where the code is sent. */
  email: string;
  /** Whether the one that was sent before does not count any more. */
  isOver: boolean;
}

/** Before a code is sent to the address of the account. */
export const confirmMailboxPage = (view: View, page: ConfirmMailboxPage): Page =>
  layout(view, {
    title: view.t('confirm_mailbox.heading'),
    lead: view.t('confirm_mailbox.text', { email: page.email }),
    isError: page.isOver,
    scripts: ['follow.js'],
    content: html`${page.isOver ? alert(view.t('code.over')) : ''}
${form({
  action: page.action,
  csrf: page.csrf,
  content: button({ label: view.t('verify_address.submit') }),
})}
${wayOut(view, page)}`,
  });
