import { html, type Page } from '../../http/html.ts';
import { buttonForm, buttonLink } from '../../pages/parts/button.ts';
import { items, panel } from '../../pages/parts/items.ts';
import { alert } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface AuthenticatorPage extends Frame {
  /** Null where none is set up. */
  app: { setUpAt: Date } | null;
  /** How many recovery codes are left; null where there is nothing that they stand in for. */
  codesLeft: number | null;
  /** Whether it was not removed because it is the last factor that the policy is content with. */
  isLast?: boolean;
}

/** Whether there is an app, and what stands in for it. */
export function authenticatorPage(view: View, page: AuthenticatorPage): Page {
  const { t } = view;
  return accountLayout(view, page, {
    lead: t('account.authenticator.lead'),
    isError: page.isLast === true,
    content: html`${page.isLast ? alert(t('account.authenticator.last')) : ''}
${page.app ? appRow(view, page.csrf, page.app.setUpAt) : ''}
${page.app ? '' : buttonLink({ href: setUp, label: t('account.authenticator.set_up') })}
${page.codesLeft === null ? '' : codesPanel(view, page.csrf, page.codesLeft)}`,
  });
}

const setUp = routes.accountSection('authenticator/set-up');

const appRow = ({ t, date }: View, csrf: string, setUpAt: Date) =>
  items([
    {
      title: t('factor.totp'),
      details: [t('account.authenticator.since', { date: date(setUpAt) })],
      actions: [
        buttonLink({ href: setUp, label: t('account.authenticator.replace'), kind: 'secondary' }),
        buttonForm({
          ...{ action: routes.accountSection('authenticator/remove'), csrf },
          ...{ label: t('action.remove'), kind: 'danger' },
        }),
      ],
    },
  ]);

const codesPanel = ({ t }: View, csrf: string, codesLeft: number) =>
  panel({
    heading: t('factor.recovery_codes'),
    text: t('account.authenticator.codes_left', { count: codesLeft }),
    content: buttonForm({
      ...{ action: routes.accountSection('authenticator/codes'), csrf },
      ...{ label: t('account.authenticator.new_codes'), kind: 'secondary' },
    }),
  });
