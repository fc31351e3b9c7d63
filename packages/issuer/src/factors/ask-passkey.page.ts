import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { alert } from '../pages/parts/messages.ts';
import { type OtherWay, otherWays } from '../pages/parts/other-ways.ts';
import { type AskedPasskey, passkeyForm, passkeyNeedsScript } from '../pages/parts/passkey-form.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';

export interface AskPasskeyPage extends Underway {
  /** Of this page. */
  action: string;
  asked: AskedPasskey;
  others: readonly OtherWay[];
  error?: string | undefined;
}

/** Asks for a passkey of a person who has proved something else. */
export const askPasskeyPage = (view: View, page: AskPasskeyPage): Page =>
  layout(view, {
    title: view.t('use_passkey.heading'),
    lead: view.t('use_passkey.text'),
    isError: page.error !== undefined,
    scripts: ['passkey.js'],
    content: html`${page.error === undefined ? '' : alert(page.error)}
${passkeyNeedsScript(view)}
${passkeyForm(view, {
  ...page.asked,
  ...{ action: page.action, csrf: page.csrf },
  button: { label: view.t('use_passkey.submit') },
})}
${otherWays(view, page.others)}
${wayOut(view, page)}`,
  });
