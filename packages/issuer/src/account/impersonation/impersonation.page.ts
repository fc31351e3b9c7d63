import { html, type Page } from '../../http/html.ts';
import { button, form } from '../../pages/parts/button.ts';
import { note } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface ImpersonationPage extends Frame {
  id: string;
  person: { name: string; email: string };
  reason: string;
  minutes: number;
  /** Where the form goes. */
  action: string;
}

/** Asks an administrator whether to act as another person: as whom, why and for how long. */
export const impersonationPage = (view: View, page: ImpersonationPage): Page => {
  const { t } = view;
  const { id, person, reason, minutes, action, csrf } = page;
  return accountLayout(view, page, {
    title: t('account.impersonation.heading'),
    lead: t('account.impersonation.text', { ...person, minutes: String(minutes) }),
    content: html`<p>${t('account.impersonation.reason', { reason })}</p>
${note(t('account.impersonation.told'))}
${form({
  action,
  csrf,
  content: [
    html`<input type="hidden" name="id" value="${id}">`,
    button({ label: t('account.impersonation.begin', { name: person.name }) }),
  ],
})}`,
  });
};
