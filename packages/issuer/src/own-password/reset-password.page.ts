import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { accountField, checkbox } from '../pages/parts/field.ts';
import { newPasswordField } from '../pages/parts/new-password.ts';
import { wayOut } from '../pages/parts/way-out.ts';
import type { PasswordProblemCode } from '../pages/password-problems.ts';
import type { View } from '../pages/view.ts';

export interface ResetPasswordPage {
  action: string;
  csrf: string;
  /** What the link has, and the form sends on. */
  hidden: Readonly<Record<string, string>>;
  email: string;
  minimum: number;
  problem?: PasswordProblemCode | undefined;
  /** Whether *Sign out everywhere* is chosen. */
  signsOut: boolean;
  /** The sign-in that goes on afterwards; null in another browser. */
  interaction: string | null;
}

/** Where the link of a forgotten password leads. */
export const resetPasswordPage = (view: View, page: ResetPasswordPage): Page =>
  layout(view, {
    title: view.t('reset_password.heading'),
    lead: view.t('reset_password.text', { email: page.email }),
    isError: page.problem !== undefined,
    scripts: ['password.js'],
    content: html`${form({
      action: page.action,
      csrf: page.csrf,
      content: [
        ...Object.entries(page.hidden).map(
          ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
        ),
        accountField(page.email),
        newPasswordField(view, { minimum: page.minimum, problem: page.problem, autofocus: true }),
        checkbox({
          name: 'sign_out',
          label: view.t('reset_password.sign_out'),
          checked: page.signsOut,
        }),
        button({ label: view.t('reset_password.submit') }),
      ],
    })}
${page.interaction === null ? '' : wayOut(view, { interaction: page.interaction, csrf: page.csrf })}`,
  });
