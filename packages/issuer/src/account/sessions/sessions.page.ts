import { html, type Page } from '../../http/html.ts';
import { buttonForm, buttonLink } from '../../pages/parts/button.ts';
import { deviceName } from '../../pages/parts/device.ts';
import { type Item, items, panel } from '../../pages/parts/items.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface SessionRow {
  id: string;
  /** What the browser is, as it says itself. */
  browser: string | null;
  system: string | null;
  seenAt: Date;
  signedInAt: Date;
  address: string | null;
  network: string | null;
  /** Where the address is, if the operator has a file that knows. */
  place: string | null;
  /** The application that the person signed in for. */
  application: string | null;
  /** Whether an administrator acts as the person in it. */
  isActing: boolean;
}

export interface SessionsPage extends Frame {
  /** Null on later pages. */
  here: SessionRow | null;
  others: readonly SessionRow[];
  /** Where the forms go. */
  endOne: string;
  endOthers: string;
  /** The next page, where there is one. */
  next: string | null;
}

/** Where a person is signed in. */
export const sessionsPage = (view: View, page: SessionsPage): Page => {
  const { t } = view;
  const here = page.here && rowOf(view, page.here);
  const others = page.others.map(
    (session): Item => ({
      ...rowOf(view, session),
      actions: buttonForm({
        ...{ action: page.endOne, csrf: page.csrf, kind: 'secondary' },
        ...{ label: t('account.sessions.end'), name: 'session', value: session.id },
      }),
    }),
  );
  return accountLayout(view, page, {
    lead: t('account.sessions.lead'),
    content: html`${here ? items([{ ...here, badge: t('account.sessions.this'), isCurrent: true }]) : ''}
${others.length === 0 ? html`<p class="note">${t('account.sessions.none')}</p>` : items(others)}
${page.next === null ? '' : buttonLink({ href: page.next, label: t('account.more'), kind: 'secondary' })}
${panel({
  heading: t('account.sessions.others'),
  text: t('account.sessions.others_text'),
  content: buttonForm({
    ...{ action: page.endOthers, csrf: page.csrf, kind: 'danger' },
    label: t('account.sessions.end_others'),
  }),
})}`,
  });
};

function rowOf(view: View, session: SessionRow): Pick<Item, 'title' | 'details'> {
  const { t } = view;
  const { place, address, network, application } = session;
  const from = [place, address, network === address ? null : network].filter((part) => part);
  return {
    title: session.isActing ? t('account.sessions.acting') : deviceName(view, session),
    details: [
      t('account.sessions.seen', { time: view.time(session.seenAt) }),
      t('account.sessions.signed_in', { time: view.time(session.signedInAt) }),
      ...(application === null ? [] : [t('account.sessions.for', { application })]),
      ...(from.length === 0 ? [] : [from.join(' · ')]),
    ],
  };
}
