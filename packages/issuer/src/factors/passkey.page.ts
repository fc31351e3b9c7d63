import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { alert } from '../pages/parts/messages.ts';
import { type OtherWay, otherWays } from '../pages/parts/other-ways.ts';
import { type AskedPasskey, passkeyForm, passkeyNeedsScript } from '../pages/parts/passkey-form.ts';
import { rememberBox } from '../pages/parts/remember-box.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { TextKey } from '../pages/texts.ts';
import type { View } from '../pages/view.ts';

export interface PasskeyPage extends Underway {
  /** Of this page. */
  action: string;
  asked: AskedPasskey;
  /** The pages that would do instead. */
  others: readonly OtherWay[];
  /** For how many seconds the person can choose not to be asked again here; null where they cannot. */
  rememberFor: number | null;
  error?: string | undefined;
}

const words = {
  get: {
    title: 'use_passkey.heading',
    lead: 'use_passkey.text',
    submit: 'use_passkey.submit',
  },
  create: {
    title: 'set_up_passkey.heading',
    lead: 'set_up_passkey.text',
    submit: 'set_up_passkey.submit',
  },
} as const satisfies Record<AskedPasskey['kind'], Record<'title' | 'lead' | 'submit', TextKey>>;

/** In a sign-in: asks for a passkey of a person who has proved something else, or to make one. */
export function passkeyPage(view: View, page: PasskeyPage): Page {
  const { title, lead, submit } = words[page.asked.kind];
  return layout(view, {
    ...{ title: view.t(title), lead: view.t(lead) },
    isError: page.error !== undefined,
    scripts: ['passkey.js'],
    content: html`${page.error === undefined ? '' : alert(page.error)}
${passkeyNeedsScript(view)}
${passkeyForm(view, {
  ...page.asked,
  ...{ action: page.action, csrf: page.csrf },
  button: { label: view.t(submit) },
  before: page.rememberFor === null ? undefined : rememberBox(view, page.rememberFor),
})}
${otherWays(view, page.others)}
${wayOut(view, page)}`,
  });
}
