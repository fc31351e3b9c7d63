import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { buttonLink } from '../pages/parts/button.ts';
import { alert } from '../pages/parts/messages.ts';
import { type AskedPasskey, passkeyForm, passkeyNeedsScript } from '../pages/parts/passkey-form.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';

export interface SetUpPasskeyPage extends Underway {
  /** Of this page. */
  action: string;
  asked: AskedPasskey;
  /** The page that sets up an app instead, where that would do. */
  other?: string | undefined;
  error?: string | undefined;
}

/** Asks the browser to make a passkey, on the way through a sign-in. */
export const setUpPasskeyPage = (view: View, page: SetUpPasskeyPage): Page =>
  layout(view, {
    title: view.t('set_up_passkey.heading'),
    lead: view.t('set_up_passkey.text'),
    isError: page.error !== undefined,
    scripts: ['passkey.js'],
    content: html`${page.error === undefined ? '' : alert(page.error)}
${passkeyNeedsScript(view)}
${passkeyForm(view, {
  ...page.asked,
  ...{ action: page.action, csrf: page.csrf },
  button: { label: view.t('set_up_passkey.submit') },
})}
${
  page.other === undefined
    ? ''
    : buttonLink({ href: page.other, label: view.t('set_up_passkey.other'), kind: 'secondary' })
}
${wayOut(view, page)}`,
  });
