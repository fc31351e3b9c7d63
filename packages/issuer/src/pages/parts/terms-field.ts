import { type Html, html } from '../../http/html.ts';
import type { View } from '../view.ts';
import { checkbox } from './field.ts';
import { note } from './messages.ts';

/** What a person agrees to: the text at `url`, in this version. */
export interface ShownTerms {
  url: string;
  version: string;
}

const problems = { missing: 'terms.missing', changed: 'terms.changed' } as const;

/** They did not agree; or not to the version that holds by now. */
export type TermsProblem = keyof typeof problems;

/** What the form sends of it. */
export const termsFields = ['terms', 'terms_version'] as const;

/** The last field of a form, where there are terms. An answer is one to the version that was shown. */
export const termsField = (
  { t }: View,
  {
    terms,
    problem,
    autofocus,
  }: { terms: ShownTerms | null; problem?: TermsProblem | undefined; autofocus?: boolean },
): Html => {
  if (!terms) return html``;
  const link = html`<a href="${terms.url}" target="_blank" rel="noopener">${t('terms.read')}</a>`;
  return html`<input type="hidden" name="terms_version" value="${terms.version}">
${checkbox({
  ...{ name: 'terms', label: t('terms.agree'), autofocus },
  error: problem && t(problems[problem]),
})}
${note(link)}`;
};
