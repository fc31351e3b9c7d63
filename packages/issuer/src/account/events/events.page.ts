import { html, type Page } from '../../http/html.ts';
import { buttonLink } from '../../pages/parts/button.ts';
import { deviceName } from '../../pages/parts/device.ts';
import { type Item, items } from '../../pages/parts/items.ts';
import { emptyState } from '../../pages/parts/messages.ts';
import type { TextKey } from '../../pages/texts.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface EventRow {
  what: TextKey;
  at: Date;
  /** Who did it, where it was not the person: an administrator, or a part of the service. */
  isByOthers: boolean;
  application: string | null;
  /** Null where it is not known from where it was done. */
  from: {
    browser: string | null;
    system: string | null;
    place: string | null;
    address: string | null;
  } | null;
}

export interface EventsPage extends Frame {
  events: readonly EventRow[];
  /** The next page, where there is one. */
  next: string | null;
}

/** What happened to the account, newest first. */
export const eventsPage = (view: View, page: EventsPage): Page => {
  const { t } = view;
  const isEmpty = page.events.length === 0;
  return accountLayout(view, page, {
    lead: t('account.events.lead'),
    content: html`${isEmpty ? emptyState(t('account.events.none'), t('account.events.none_text')) : items(page.events.map((event) => rowOf(view, event)))}
${page.next === null ? '' : buttonLink({ href: page.next, label: t('account.more'), kind: 'secondary' })}`,
  });
};

function rowOf(view: View, { what, at, isByOthers, application, from }: EventRow): Item {
  const { t } = view;
  const parts = from ? [deviceName(view, from), from.place, from.address] : [];
  const source = parts.filter((part) => part);
  return {
    title: t(what),
    details: [
      view.time(at),
      ...(application === null ? [] : [application]),
      ...(isByOthers ? [t('account.events.by_others')] : []),
      ...(source.length === 0 ? [] : [source.join(' · ')]),
    ],
  };
}
