import { html, type Page } from '../http/html.ts';
import { layout } from '../pages/layout.page.ts';
import { button, buttonLink, form } from '../pages/parts/button.ts';
import { choices, initial } from '../pages/parts/choices.ts';
import { type Underway, wayOut } from '../pages/parts/way-out.ts';
import type { View } from '../pages/view.ts';
import { another } from './select-account.ts';

export interface SelectAccountPage extends Underway {
  clientName: string;
  /** Where the form goes. */
  action: string;
  accounts: { userId: string; name: string; email: string; isSignedIn: boolean }[];
  /** Whether another account may be used. */
  offersAnother: boolean;
  /** Where an account can be taken off this page, where there is one. */
  forget?: string | undefined;
}

/** Asks with which account to go on. */
export const selectAccountPage = (view: View, page: SelectAccountPage): Page =>
  layout(view, {
    title: view.t('select_account.heading'),
    lead: view.t('select_account.text', { client: page.clientName }),
    content: html`${form({
      action: page.action,
      csrf: page.csrf,
      content: [
        choices(
          page.accounts.map(({ userId, name, email, isSignedIn }) => ({
            ...{ name: 'account', value: userId, title: name, mark: initial(name) },
            detail: isSignedIn ? view.t('select_account.signed_in', { email }) : email,
          })),
        ),
        ...(page.offersAnother
          ? [
              button({
                ...{ label: view.t('select_account.another'), kind: 'secondary' },
                ...{ name: 'account', value: another },
              }),
            ]
          : []),
      ],
    })}
${page.forget ? buttonLink({ href: page.forget, label: view.t('select_account.forget'), kind: 'quiet' }) : ''}
${wayOut(view, page)}`,
  });

/** The same list, to take an account off it. */
export const forgetAccountPage = (
  view: View,
  { accounts, action, csrf, back }: Omit<SelectAccountPage, 'interaction'> & { back: string },
): Page =>
  layout(view, {
    title: view.t('select_account.forget.heading'),
    lead: view.t('select_account.forget.text'),
    content: html`${form({
      action,
      csrf,
      content: choices(
        accounts.map(({ userId, name, email }) => ({
          ...{ name: 'forget', value: userId, title: name, detail: email, mark: initial(name) },
        })),
      ),
    })}
${buttonLink({ href: back, label: view.t('select_account.keep'), kind: 'secondary' })}`,
  });
