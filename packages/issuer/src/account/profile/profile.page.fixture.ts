import type { Examples } from '../../pages/examples.fixture.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type ProfilePage, profilePage } from './profile.page.ts';

const page: ProfilePage = {
  ...exampleFrame('profile'),
  fields: [
    { name: 'name', required: true },
    { name: 'given_name', required: false },
    { name: 'birthdate', required: false },
    { name: 'zoneinfo', required: false },
    { name: 'phone_number', required: true },
    { name: 'address', required: false },
  ],
  values: {
    ...{ name: 'Alice Walnut', given_name: 'Alice', birthdate: '1987-05-04' },
    ...{ zoneinfo: 'Europe/Berlin', phone_number: '+49 30 1234567', locality: 'Berlin' },
  },
  problems: {},
  timeZones: ['Europe/Berlin', 'Europe/Madrid', 'UTC'],
  others: [{ label: 'Employee number', value: '17' }],
};

export const examples: Examples = {
  'account: profile': (view) => profilePage(view, page),
  'account: profile with something wrong': (view) =>
    profilePage(view, {
      ...page,
      values: { ...page.values, name: '', phone_number: '(((((' },
      problems: { name: 'missing', phone_number: 'malformed' },
      others: [],
    }),
};
