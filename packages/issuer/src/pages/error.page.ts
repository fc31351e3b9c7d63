import { type Html, html, type Page } from '../http/html.ts';
import { layout } from './layout.page.ts';
import type { Message } from './message.page.ts';
import { buttonLink } from './parts/button.ts';
import { reference, type Sign, sign } from './parts/messages.ts';
import type { MessageName } from './texts.ts';
import type { View } from './view.ts';

/** What is told by error code; of other codes `error.bad_request`. */
const byCode = new Map<string, MessageName>([
  ['access_denied', 'error.not_allowed'],
  ['content_too_large', 'error.too_large'],
  ['method_not_allowed', 'error.not_found'],
  ['not_found', 'error.not_found'],
  ['server_error', 'error.server'],
  ['temporarily_unavailable', 'error.unavailable'],
  ['too_many_requests', 'error.too_many'],
]);

const waiting = new Set<MessageName>([
  'error.unavailable',
  'error.too_many',
  'error.sign_ins',
  'error.too_late',
]);

export interface ErrorDetails {
  /** Of an `OAuthError`. */
  code: string;
  /** Where there are words for just this error. */
  told?: MessageName | undefined;
  /** A way on from here, where there is one. */
  action?: Message['action'];
  /** The number under which the log tells more. */
  requestId: string;
  /** What a developer needs to know, where the person is one. */
  description?: string | undefined;
}

/** An error, for a person. */
export function errorPage(
  view: View,
  {
    code,
    told = byCode.get(code) ?? 'error.bad_request',
    action,
    requestId,
    description,
  }: ErrorDetails,
): Page {
  const kind: Sign = waiting.has(told) ? 'waiting' : 'error';
  return layout(view, {
    title: view.t(`${told}.heading`),
    lead: view.t(`${told}.text`),
    sign: sign(kind),
    content: html`${action ? buttonLink({ href: action.href, label: view.t(action.label) }) : ''}${description === undefined ? '' : forDevelopers(view, code, description)}${reference(view, requestId)}`,
  });
}

const forDevelopers = ({ t }: View, code: string, description: string): Html =>
  html`<details class="more"><summary>${t('error.for_developers')}</summary>
<p lang="en" dir="ltr"><code>${code}</code> ${description}</p></details>`;
