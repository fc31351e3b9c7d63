import type { GrantedDetail } from '../../authorization-details/detail.ts';
import type { OperatorsWords } from '../../consent/words.service.ts';
import { wordsOfAccess } from '../../consent/words-of-access.ts';
import type { Page } from '../../http/html.ts';
import { buttonForm } from '../../pages/parts/button.ts';
import { items } from '../../pages/parts/items.ts';
import { emptyState } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import type { Words } from '../../pages/words.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface ShownApplication {
  clientId: string;
  name: string;
  party: 'first' | 'third';
  scope: readonly string[];
  apiNames: readonly Words[];
  details: readonly GrantedDetail[];
  /** Null where the person was not asked. */
  agreedAt: Date | null;
  /** Null while it has no tokens. */
  signedInAt: Date | null;
}

export interface ApplicationsPage extends Frame {
  /** The one that was used last first. */
  applications: readonly ShownApplication[];
  words: OperatorsWords;
}

/** What may act in the name of a person, and what it may do; each can be taken back. */
export const applicationsPage = (view: View, page: ApplicationsPage): Page =>
  accountLayout(view, page, {
    lead: view.t('account.applications.lead'),
    content:
      page.applications.length === 0
        ? emptyState(view.t('account.applications.none'), view.t('account.applications.none_text'))
        : items(page.applications.map((application) => rowOf(view, page, application))),
  });

function rowOf(view: View, { csrf, words }: ApplicationsPage, application: ShownApplication) {
  const { t, date } = view;
  const {
    clientId,
    name,
    party,
    scope,
    apiNames: apis,
    details,
    agreedAt,
    signedInAt,
  } = application;
  return {
    title: name,
    badge: party === 'third' ? t('account.applications.of_others') : undefined,
    details: [
      ...wordsOfAccess(view, { scope, apis, details }, words),
      ...(agreedAt ? [t('account.applications.agreed', { date: date(agreedAt) })] : []),
      ...(signedInAt ? [t('account.applications.used', { date: date(signedInAt) })] : []),
    ],
    actions: buttonForm({
      action: routes.accountSection('applications/revoke'),
      csrf,
      label: t('account.applications.revoke'),
      kind: 'danger',
      name: 'client',
      value: clientId,
    }),
  };
}
