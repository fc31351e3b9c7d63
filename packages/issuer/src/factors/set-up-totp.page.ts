import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';
import { type TotpForm, totpForm } from './totp-form.ts';

export interface SetUpTotpPage extends Underway, TotpForm {}

/** In a sign-in: a picture to scan, the same to type, and a field for the first code. */
export const setUpTotpPage = (view: View, page: SetUpTotpPage): Page =>
  layout(view, {
    title: view.t('set_up_totp.heading'),
    lead: `${view.t('set_up_totp.needed')} ${view.t('set_up_totp.text')}`,
    isError: page.error !== undefined,
    content: html`${totpForm(view, page)}
${wayOut(view, page)}`,
  });
