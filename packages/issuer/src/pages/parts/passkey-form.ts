import { type Html, html } from '../../http/html.ts';
import type { TextKey } from '../texts.ts';
import type { View } from '../view.ts';
import { type Button, button } from './button.ts';
import { alert } from './messages.ts';

/** What a page asks the browser for a passkey with (WebAuthn, level 3, section 5.1.10). */
export interface AskedPasskey {
  kind: 'get' | 'create';
  options: object;
  /** Whether the browser offers passkeys where the address is typed, too. */
  autofill?: boolean;
  /** One that was refused because it is not known: the browser is told so (section 5.1.10). */
  unknown?: { rpId: string; credentialId: string } | undefined;
}

interface PasskeyForm extends AskedPasskey {
  /** The address of the page itself: asked for again, it has another challenge. */
  action: string;
  csrf: string;
  button: Button;
  /** What stands above the button, and like it is there for browsers with passkeys alone. */
  before?: Html | undefined;
}

/** By the name of what the browser throws (section 5.1.3 and 5.1.4). */
const problems = {
  NotAllowedError: 'passkey.problem.cancelled',
  InvalidStateError: 'passkey.problem.there_already',
  NotSupportedError: 'passkey.problem.not_supported',
  SecurityError: 'passkey.problem.not_here',
  other: 'passkey.problem.other',
} as const satisfies Record<string, TextKey>;

/** A button that asks the browser for a passkey; the page loads `passkey.js`, and hides it without. */
export const passkeyForm = (
  { t }: View,
  { action, csrf, kind, options, autofill, unknown, before, ...given }: PasskeyForm,
): Html => html`<form class="form" method="post" action="${action}" hidden data-passkey="${kind}" data-options="${JSON.stringify(options)}"${
  autofill ? html` data-autofill` : ''
}${unknown ? html` data-unknown="${JSON.stringify(unknown)}"` : ''}>
${before ?? ''}
<input type="hidden" name="csrf" value="${csrf}">
<input type="hidden" name="credential">
${Object.entries(problems).map(([name, key]) => problem(name, t(key)))}
${button({ mark: passkeyMark, ...given.button })}
</form>`;

const problem = (name: string, text: string): Html =>
  html`<div data-problem="${name}" hidden>${alert(text)}</div>`;

/** For browsers that run no scripts, where nothing else is on the page. */
export const passkeyNeedsScript = ({ t }: View): Html =>
  html`<noscript>${alert(t('passkey.needs_script'))}</noscript>`;

/** A person and a key. */
const passkeyMark = html`<svg class="provider-mark" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><circle cx="9" cy="7.5" r="3.75"/><path d="M2.75 19.5v-1.25a5 5 0 0 1 5-5h2.5a5 5 0 0 1 2.75.8"/><circle cx="17.5" cy="12.5" r="2.75"/><path d="M17.5 15.25v6M17.5 18h2"/></svg>`;
