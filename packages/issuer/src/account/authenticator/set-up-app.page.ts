import { type TotpForm, totpForm } from '../../factors/totp-form.ts';
import { html, type Page } from '../../http/html.ts';
import { buttonLink } from '../../pages/parts/button.ts';
import { note } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface SetUpAppPage extends Frame, Omit<TotpForm, 'action'> {
  /** Whether there is an app already, which this one takes the place of. */
  replaces: boolean;
}

/** A picture to scan, and a field for the first code. */
export const setUpAppPage = (view: View, page: SetUpAppPage): Page =>
  accountLayout(view, page, {
    title: view.t('set_up_totp.heading'),
    lead: view.t('set_up_totp.text'),
    isError: page.error !== undefined,
    content: html`${page.replaces ? note(view.t('account.authenticator.replaces')) : ''}
${totpForm(view, { ...page, action: routes.accountSection('authenticator/set-up') })}
${buttonLink({ href: routes.accountSection('authenticator'), label: view.t('action.cancel'), kind: 'quiet' })}`,
  });
