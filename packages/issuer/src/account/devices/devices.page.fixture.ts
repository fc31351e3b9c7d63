import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type DevicesPage, devicesPage } from './devices.page.ts';

const page: DevicesPage = {
  ...exampleFrame('devices'),
  devices: [
    {
      ...{ id: '1', browser: 'Firefox', system: 'Linux', address: '203.0.113.7', isThisOne: true },
      ...{ usedAt: new Date('2026-11-25T17:05:00Z'), expiresAt: new Date('2026-12-20T17:05:00Z') },
    },
    {
      ...{ id: '2', browser: null, system: null, address: null, isThisOne: false },
      ...{ usedAt: new Date('2026-11-02T08:15:00Z'), expiresAt: new Date('2026-12-01T17:05:00Z') },
    },
  ],
};

export const examples: Examples = {
  'account devices': (view) => devicesPage(view, page),
  'account devices, none': (view) => devicesPage(view, { ...page, devices: [] }),
  'account devices, forgotten': (view) =>
    devicesPage(view, { ...page, notice: 'account.notice.device_forgotten' }),
};
