import type { Examples } from '../pages/examples.fixture.ts';
import { openAddressPage } from './open-address.page.ts';

export const examples: Examples = {
  'link of a new address': (view) =>
    openAddressPage(view, {
      ...{ action: '/verify-address', csrf: 'csrf', secret: 'secret', interaction: undefined },
      email: 'alice@example.com',
    }),
};
