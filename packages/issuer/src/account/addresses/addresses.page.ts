import { html, type Page } from '../../http/html.ts';
import { button, form } from '../../pages/parts/button.ts';
import { field } from '../../pages/parts/field.ts';
import { items, panel } from '../../pages/parts/items.ts';
import { note } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface ShownAddress {
  email: string;
  isPrimary: boolean;
  isVerified: boolean;
  /** Whether the person's organization knows them by it, so that they cannot remove it. */
  stays: boolean;
}

export interface AddressesPage extends Frame {
  addresses: readonly ShownAddress[];
  /** Null where none can be added: `full` where there are so many, `no_mail` where none can be proved. */
  add: { email: string; error?: string | undefined } | 'full' | 'no_mail';
}

/** The addresses of a person, and what can be done with each. */
export const addressesPage = (view: View, page: AddressesPage): Page =>
  accountLayout(view, page, {
    lead: view.t('account.addresses.lead'),
    isError: typeof page.add === 'object' && page.add.error !== undefined,
    content: html`${items(page.addresses.map((address) => row(view, page, address)))}
${adding(view, page)}`,
  });

function row({ t }: View, { csrf, add }: AddressesPage, address: ShownAddress) {
  const { email, isPrimary, isVerified, stays } = address;
  const act = (action: string, label: string, kind: 'secondary' | 'danger') =>
    form({
      ...{ action, csrf },
      content: [html`<input type="hidden" name="email" value="${email}">`, button({ label, kind })],
    });
  const actions = [
    ...(!isVerified && add !== 'no_mail'
      ? [act(routes.accountAddresses.add, t('account.addresses.confirm'), 'secondary')]
      : []),
    ...(isPrimary
      ? []
      : [act(routes.accountAddresses.primary, t('account.addresses.make_primary'), 'secondary')]),
    ...(isPrimary || stays
      ? []
      : [act(routes.accountAddresses.remove, t('account.addresses.remove'), 'danger')]),
  ];
  return {
    title: email,
    badge: isPrimary ? t('account.addresses.primary') : undefined,
    isCurrent: isPrimary,
    details: [
      ...(isVerified ? [] : [t('account.addresses.not_confirmed')]),
      ...(stays && !isPrimary ? [t('account.addresses.declared')] : []),
    ],
    actions: actions.length > 0 ? actions : undefined,
  };
}

function adding({ t }: View, { csrf, add }: AddressesPage) {
  if (add === 'full') return note(t('account.addresses.full'));
  if (add === 'no_mail') return note(t('account.addresses.no_mail'));
  return panel({
    heading: t('account.addresses.add.heading'),
    text: t('account.addresses.add.text'),
    content: form({
      ...{ action: routes.accountAddresses.add, csrf },
      content: [
        field({
          ...{ name: 'email', label: t('field.email'), type: 'email', value: add.email },
          ...{ autocomplete: 'email', error: add.error, autofocus: add.error !== undefined },
        }),
        button({ label: t('account.addresses.add.submit') }),
      ],
    }),
  });
}
