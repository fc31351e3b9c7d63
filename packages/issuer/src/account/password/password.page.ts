import { html, type Page } from '../../http/html.ts';
import { button, buttonForm, form } from '../../pages/parts/button.ts';
import { accountField, checkbox, passwordField } from '../../pages/parts/field.ts';
import { panel } from '../../pages/parts/items.ts';
import { alert, emptyState } from '../../pages/parts/messages.ts';
import { newPasswordField } from '../../pages/parts/new-password.ts';
import type { PasswordProblemCode } from '../../pages/password-problems.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface PasswordPage extends Frame {
  /** Where the form goes. */
  action: string;
  /** Of the account, for what keeps passwords in the browser. */
  email: string;
  /** Whether the person has a password; `unused` where people do not sign in with passwords. */
  state: 'set' | 'none' | 'unused';
  /** Characters. */
  minimum: number;
  /** Whether there is another way to sign in, so that the password can be removed. */
  canRemove: boolean;
  /** Whether *Sign out everywhere else* is chosen. */
  signsOut: boolean;
  problem?: PasswordProblem | undefined;
}

export type PasswordProblem =
  /** The one that they have now was not right. */
  | { kind: 'wrong' }
  /** After too many that were not: for so many seconds. */
  | { kind: 'throttled'; seconds: number }
  /** The new one is the one that they have. */
  | { kind: 'same' }
  /** It was not removed: there is no other way to sign in. */
  | { kind: 'last_way' }
  | { kind: 'weak'; code: PasswordProblemCode };

export const passwordPage = (view: View, page: PasswordPage): Page => {
  const { t } = view;
  if (page.state === 'unused') {
    const content = emptyState(t('account.password.unused'), t('account.password.unused_text'));
    return accountLayout(view, page, { content });
  }
  return accountLayout(view, page, {
    lead: t(page.state === 'set' ? 'account.password.lead' : 'account.password.lead_none'),
    isError: page.problem !== undefined,
    scripts: ['password.js'],
    content: html`${problemOf(view, page)}${passwordForm(view, page)}
${page.canRemove ? removal(view, page.csrf) : ''}`,
  });
};

const passwordForm = (view: View, { problem, ...page }: PasswordPage) =>
  form({
    action: page.action,
    csrf: page.csrf,
    content: [
      accountField(page.email),
      page.state === 'set'
        ? passwordField(view, {
            name: 'current',
            label: view.t('account.password.current'),
            autocomplete: 'current-password',
            error: problem?.kind === 'wrong' ? view.t('account.password.wrong') : undefined,
          })
        : '',
      newPasswordField(view, {
        minimum: page.minimum,
        problem: problem?.kind === 'weak' ? problem.code : undefined,
        ...(problem?.kind === 'same' ? { error: view.t('change_password.same') } : {}),
      }),
      checkbox({
        name: 'sign_out',
        label: view.t('account.password.sign_out'),
        checked: page.signsOut,
      }),
      button({ label: view.t('account.password.submit') }),
    ].map((each) => html`${each}`),
  });

const removal = ({ t }: View, csrf: string) =>
  panel({
    heading: t('account.password.remove'),
    text: t('account.password.remove_text'),
    content: buttonForm({
      ...{ action: routes.accountSection('password/remove'), csrf },
      ...{ label: t('account.password.remove'), kind: 'danger' },
    }),
  });

function problemOf(view: View, { problem }: PasswordPage) {
  if (problem?.kind === 'last_way') return alert(view.t('account.password.last'));
  if (problem?.kind !== 'throttled') return '';
  const duration = view.duration(problem.seconds);
  return alert(view.t('account.password.throttled', { duration }));
}
