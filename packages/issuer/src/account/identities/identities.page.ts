import { type Html, html, type Page } from '../../http/html.ts';
import { buttonForm } from '../../pages/parts/button.ts';
import { items, panel } from '../../pages/parts/items.ts';
import { alert, emptyState } from '../../pages/parts/messages.ts';
import { providerButton } from '../../pages/parts/provider-button.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface IdentitiesPage extends Frame {
  identities: readonly {
    id: string;
    /** Of the provider, or where it is, if it is declared no more. */
    name: string;
    type: string | null;
    /** As the provider said it. */
    email: string | null;
    linkedAt: Date;
    usedAt: Date | null;
  }[];
  /** What else can be connected. */
  providers: readonly { id: string; name: string; type: string }[];
  /** Whether one was not disconnected because it is the only way in. */
  isLast?: boolean;
}

/** What a person can sign in with elsewhere. */
export function identitiesPage(view: View, page: IdentitiesPage): Page {
  const { t } = view;
  const { identities, providers } = page;
  const isEmpty = identities.length === 0 && providers.length === 0;
  return accountLayout(view, page, {
    lead: t('account.identities.lead'),
    isError: page.isLast === true,
    content: html`${page.isLast ? alert(t('account.identities.last')) : ''}
${identities.length > 0 ? items(identities.map((each) => rowOf(view, page.csrf, each))) : ''}
${isEmpty ? emptyState(t('account.identities.none'), t('account.identities.none_text')) : ''}
${providers.length > 0 ? connectPanel(view, page) : ''}`,
  });
}

function rowOf(view: View, csrf: string, identity: IdentitiesPage['identities'][number]) {
  const { t, date } = view;
  const { id, name, type, email, linkedAt, usedAt } = identity;
  return {
    title: name,
    mark: markOf(type),
    details: [
      ...(email === null ? [] : [email]),
      t('account.identities.since', { date: date(linkedAt) }),
      ...(usedAt ? [t('account.identities.used', { date: date(usedAt) })] : []),
    ],
    actions: buttonForm({
      action: routes.accountSection('identities/unlink'),
      csrf,
      label: t('account.identities.unlink'),
      kind: 'danger',
      name: 'identity',
      value: id,
    }),
  };
}

const markOf = (type: string | null): Html | undefined =>
  type === null ? undefined : providerButton(type).mark;

const connectPanel = ({ t }: View, { csrf, providers }: IdentitiesPage): Html =>
  panel({
    heading: t('account.identities.connect_heading'),
    text: t('account.identities.connect_text'),
    content: providers.map(({ id, name, type }) =>
      buttonForm({
        action: routes.accountSection('identities/link'),
        csrf,
        label: t('account.identities.connect', { provider: name }),
        kind: 'secondary',
        name: 'provider',
        value: id,
        mark: markOf(type),
      }),
    ),
  });
