import { html, type Page } from '../../http/html.ts';
import { buttonForm } from '../../pages/parts/button.ts';
import { deviceName } from '../../pages/parts/device.ts';
import { type Item, items, panel } from '../../pages/parts/items.ts';
import { emptyState } from '../../pages/parts/messages.ts';
import type { View } from '../../pages/view.ts';
import { routes } from '../../routes.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface DevicesPage extends Frame {
  devices: readonly {
    id: string;
    /** What the browser is, as it says itself. */
    browser: string | null;
    system: string | null;
    address: string | null;
    usedAt: Date;
    expiresAt: Date;
    isThisOne: boolean;
  }[];
}

const forget = routes.accountSection('devices/forget');

/** Where a person is not asked for a second factor, until when, and the way to be asked again. */
export function devicesPage(view: View, page: DevicesPage): Page {
  const { t } = view;
  const { csrf, devices } = page;
  return accountLayout(view, page, {
    lead: t('account.devices.lead'),
    content:
      devices.length === 0
        ? emptyState(t('account.devices.none'), t('account.devices.none_text'))
        : html`${items(devices.map((device) => rowOf(view, csrf, device)))}
${panel({
  heading: t('account.devices.all'),
  content: buttonForm({
    ...{ action: forget, csrf, kind: 'danger' },
    label: t('account.devices.forget_all'),
  }),
})}`,
  });
}

function rowOf(view: View, csrf: string, device: DevicesPage['devices'][number]): Item {
  const { t, date, time } = view;
  return {
    title: deviceName(view, device),
    badge: device.isThisOne ? t('account.sessions.this') : undefined,
    isCurrent: device.isThisOne,
    details: [
      t('account.devices.until', { date: date(device.expiresAt) }),
      t('account.devices.used', { time: time(device.usedAt) }),
      ...(device.address === null ? [] : [device.address]),
    ],
    actions: buttonForm({
      ...{ action: forget, csrf, kind: 'secondary', name: 'device', value: device.id },
      label: t('account.devices.forget'),
    }),
  };
}
