import { exampleWords } from '../consent/words.fixture.ts';
import type { Examples } from '../pages/examples.fixture.ts';
import { confirmDevicePage } from './confirm-device.page.ts';

const page = {
  clientName: 'Shop CLI',
  code: 'WDJB-MJHT',
  from: {
    ...{ place: 'Leipzig, Germany', address: '192.0.2.7', network: '192.0.2.7' },
    ...{ program: 'shop-cli/1.4.2', at: new Date('2026-11-27T10:15:00Z'), isElsewhere: false },
  },
  account: 'alice@example.com',
  access: { scope: ['openid', 'email', 'offline_access'], apis: ['Orders'], details: [] },
  words: exampleWords,
  mark: 'mark',
  action: '/device/1',
  csrf: 'csrf',
};
const order = { api: 'https://orders.example', type: 'order' };

export const examples: Examples = {
  'device asks': (view) => confirmDevicePage(view, page),
  'device asks from elsewhere': (view) =>
    confirmDevicePage(view, {
      ...page,
      clientName: 'Television of the living room',
      from: {
        ...page.from,
        ...{ place: null, address: '2001:db8:85a3:8d3:1319:8a2e:370:7348', program: null },
        ...{ network: '2001:db8:85a3:8d3::/64', isElsewhere: true },
      },
    }),
  'device asks for single things': (view) =>
    confirmDevicePage(view, {
      ...page,
      access: {
        ...{ scope: [], apis: [] },
        details: [
          { ...order, identifier: '42', actions: ['read'] },
          { ...order, identifier: '1234567890'.repeat(20), actions: ['cancel'] },
        ],
      },
    }),
  'device asks for nothing': (view) =>
    confirmDevicePage(view, { ...page, access: { scope: [], apis: [], details: [] } }),
};
