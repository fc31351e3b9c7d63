import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, form } from '../pages/parts/button.ts';
import { accountField } from '../pages/parts/field.ts';
import { newPasswordField } from '../pages/parts/new-password.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { PasswordProblemCode } from '../pages/password-problems.ts';
import type { View } from '../pages/view.ts';

export interface ChangePasswordPage extends Underway {
  action: string;
  minimum: number;
  /** Whose it is. */
  email: string;
  /** `same`: it is the one that is to be replaced. */
  problem?: PasswordProblemCode | 'same' | undefined;
}

/** For people whose password was set by an administrator. */
export const changePasswordPage = (view: View, page: ChangePasswordPage): Page =>
  layout(view, {
    title: view.t('change_password.heading'),
    lead: view.t('change_password.text'),
    isError: page.problem !== undefined,
    scripts: ['password.js'],
    content: html`${form({
      action: page.action,
      csrf: page.csrf,
      content: [
        accountField(page.email),
        newPasswordField(view, {
          minimum: page.minimum,
          ...(page.problem === 'same'
            ? { error: view.t('change_password.same') }
            : { problem: page.problem }),
          autofocus: true,
        }),
        button({ label: view.t('change_password.submit') }),
      ],
    })}
${wayOut(view, page)}`,
  });
