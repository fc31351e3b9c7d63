import { html, type Page } from '../../http/html.ts';
import { layout } from '../../pages/layout.page.ts';
import { button, form } from '../../pages/parts/button.ts';
import { accountField } from '../../pages/parts/field.ts';
import { type NewPerson, newPerson } from '../../pages/parts/new-person.ts';
import type { View } from '../../pages/view.ts';

export interface AcceptInvitationPage extends NewPerson {
  action: string;
  csrf: string;
  secret: string;
  email: string;
  /** Then nothing is asked but to agree. */
  hasAccount: boolean;
}

/** Where the link of an invitation leads. */
export function acceptInvitationPage(view: View, page: AcceptInvitationPage): Page {
  const { action, csrf, secret, email, hasAccount, password, problems } = page;
  const lead = hasAccount ? 'invitation.has_account' : 'invitation.new_account';
  // Who has an account is asked to agree, and nothing else.
  const asked = hasAccount ? { ...page, fields: [], password: null } : page;
  return layout(view, {
    title: view.t('invitation.heading'),
    lead: view.t(lead, { email }),
    isError: Object.keys(problems).length > 0 || password?.problem !== undefined,
    scripts: ['password.js'],
    content: form({
      action,
      csrf,
      content: [
        html`<input type="hidden" name="secret" value="${secret}">`,
        accountField(email),
        ...newPerson(view, asked),
        button({ label: view.t('invitation.accept') }),
      ],
    }),
  });
}
