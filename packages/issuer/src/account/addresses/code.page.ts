import { html, type Page } from '../../http/html.ts';
import { button, buttonLink, form } from '../../pages/parts/button.ts';
import { codeField } from '../../pages/parts/field.ts';
import { note } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface CodePage extends Frame {
  email: string;
  /** How many attempts are left, after one that was wrong. */
  left?: number | undefined;
}

/** Asks for the code that was sent to a new address. */
export const codePage = (view: View, page: CodePage): Page =>
  accountLayout(view, page, {
    title: view.t('verify_address.code.heading'),
    lead: view.t('verify_address.code.text', { email: page.email }),
    isError: page.left !== undefined,
    content: html`${form({
      ...{ action: routes.accountAddresses.code, csrf: page.csrf },
      content: [
        codeField({
          ...{ name: 'code', label: view.t('code.label'), length: 6, autofocus: true },
          error: page.left === undefined ? undefined : view.t('code.wrong', { count: page.left }),
        }),
        button({ label: view.t('action.continue') }),
      ],
    })}
${note(view.t('code.where'))}
${buttonLink({ href: routes.accountSection('addresses'), label: view.t('account.addresses.all'), kind: 'secondary' })}`,
  });
