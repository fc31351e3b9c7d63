import { html, type Page } from '../../http/html.ts';
import { layout } from '../../pages/layout.page.ts';
import { button, form } from '../../pages/parts/button.ts';
import { accountLine } from '../../pages/parts/choices.ts';
import { type ShownTerms, type TermsProblem, termsField } from '../../pages/parts/terms-field.ts';
import { type Underway, wayOut } from '../../pages/parts/way-out.ts';
import type { View } from '../../pages/view.ts';

export interface AcceptTermsPage extends Underway {
  /** Where the form goes. */
  action: string;
  /** Of the account that agrees. */
  email: string;
  /** Comes back with the answer: who was asked. */
  asked: string;
  terms: ShownTerms;
  problem?: TermsProblem | undefined;
}

/** Asks a person who has an account to agree to the terms, before the application goes on. */
export const acceptTermsPage = (view: View, page: AcceptTermsPage): Page =>
  layout(view, {
    title: view.t('terms.heading'),
    lead: view.t('terms.text'),
    isError: page.problem !== undefined,
    content: html`${accountLine({ name: page.email })}
${form({
  action: page.action,
  csrf: page.csrf,
  content: [
    html`<input type="hidden" name="asked" value="${page.asked}">`,
    termsField(view, page),
    button({ label: view.t('action.continue') }),
  ],
})}
${wayOut(view, page)}`,
  });
