import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';

export type Sign = 'success' | 'warning' | 'error' | 'mail' | 'waiting';

const signs: Record<Sign | 'information', Html> = {
  success: html`<path d="M5 12.5l4.5 4.5L19 7.5"/>`,
  warning: html`<path d="M12 6.5v7M12 17.5v.01"/>`,
  error: html`<path d="M7 7l10 10M17 7L7 17"/>`,
  information: html`<path d="M12 11.5v5M12 7.5v.01"/>`,
  mail: html`<path d="M3.5 6.5h17v11h-17zM4 7l8 6.5L20 7"/>`,
  waiting: html`<path d="M12 6.5V12l3.5 2.5"/><circle cx="12" cy="12" r="9"/>`,
};

const circled = (sign: Html): Html =>
  html`<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><circle cx="12" cy="12" r="10"/>${sign}</svg>`;

/** Says that something was wrong; read out at once. */
export const alert = (text: string, id?: string): Html =>
  html`<p class="alert"${id === undefined ? '' : html` id="${id}"`} role="alert">${circled(signs.warning)}<span>${text}</span></p>`;

/** Says something that is good to know, or that something went well. */
export const notice = (
  text: string | Html,
  kind: 'information' | 'success' = 'information',
): Html =>
  html`<p class="notice ${kind}" role="status">${circled(kind === 'success' ? signs.success : signs.information)}<span>${text}</span></p>`;

/** A line in small print. */
export const note = (text: string | Html): Html => html`<p class="note">${text}</p>`;

/** The number under which the log tells more; last on the page, because it is for the support. */
export const reference = ({ t }: View, requestId: string): Html =>
  html`<p class="reference">${t('reference.label')} <code class="error-id">${requestId}</code></p>`;

/** A picture above the heading of a page that tells how something ended. */
export const sign = (kind: Sign): Html =>
  html`<div class="sign ${kind}"><svg viewBox="0 0 24 24" width="28" height="28" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${signs[kind]}</svg></div>`;

/** What stands where a list has nothing in it. */
export const emptyState = (heading: string, text: string): Html =>
  html`<div class="empty"><p class="empty-heading">${heading}</p><p>${text}</p></div>`;

/** Between two ways to do the same. */
export const divider = (text: string): Html =>
  html`<div class="divider"><span>${text}</span></div>`;
