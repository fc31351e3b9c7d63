import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type AddressesPage, addressesPage } from './addresses.page.ts';

const frame = exampleFrame('addresses');
const verified = { isVerified: true, stays: false };
const page: AddressesPage = {
  ...frame,
  addresses: [
    { email: 'alice@example.com', isPrimary: true, ...verified },
    { email: 'alice.walnut.of.the.old.orchard@a-long-name.example', isPrimary: false, ...verified },
    { email: 'alice@work.example', isPrimary: false, isVerified: true, stays: true },
  ],
  add: { email: '' },
};

export const examples: Examples = {
  'account: addresses': (view) => addressesPage(view, page),
  'account: one address that is not confirmed, and a new one that cannot be': (view) =>
    addressesPage(view, {
      ...page,
      addresses: [{ email: 'alice@example.com', isPrimary: true, isVerified: false, stays: false }],
      add: { email: 'alice@', error: view.t('address.form') },
    }),
  'account: as many addresses as there can be': (view) =>
    addressesPage(view, { ...page, add: 'full', notice: 'account.notice.address_added' }),
  'account: addresses where no mail is sent': (view) =>
    addressesPage(view, { ...page, add: 'no_mail' }),
};
