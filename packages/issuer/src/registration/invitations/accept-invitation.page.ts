import { html, type Page } from '../../http/html.ts';
import { layout } from '../../pages/layout.page.ts';
import { button, form } from '../../pages/parts/button.ts';
import { accountField } from '../../pages/parts/field.ts';
import { newPasswordField } from '../../pages/parts/new-password.ts';
import { type PersonFields, personFields } from '../../pages/parts/person-fields.ts';
import { termsField } from '../../pages/parts/terms-field.ts';
import type { PasswordProblemCode } from '../../pages/password-problems.ts';
import type { View } from '../../pages/view.ts';

export interface AcceptInvitationPage extends PersonFields {
  action: string;
  csrf: string;
  secret: string;
  email: string;
  /** Then nothing is asked but to agree. */
  hasAccount: boolean;
  /** Null where people sign in without one. */
  password: { minimum: number; problem?: PasswordProblemCode | undefined } | null;
}

/** Where the link of an invitation leads. */
export function acceptInvitationPage(view: View, page: AcceptInvitationPage): Page {
  const { action, csrf, secret, email, hasAccount, password, problems, terms } = page;
  const lead = hasAccount ? 'invitation.has_account' : 'invitation.new_account';
  const asked = hasAccount
    ? []
    : [...personFields(view, page), ...(password ? [newPasswordField(view, password)] : [])];
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
        ...asked,
        termsField(view, { terms, problem: problems.terms }),
        button({ label: view.t('invitation.accept') }),
      ],
    }),
  });
}
