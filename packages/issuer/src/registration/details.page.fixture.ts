import type { Examples } from '../pages/examples.fixture.ts';
import { type DetailsPage, detailsPage } from './details.page.ts';

const page: DetailsPage = {
  ...{ interaction: '1', csrf: 'csrf', action: '/register/1/details', email: 'alice@example.com' },
  ...{ password: { minimum: 12 }, waits: false, values: {}, problems: {}, terms: null },
  fields: [{ name: 'name', required: true }],
};

const more: DetailsPage = {
  ...page,
  terms: { url: 'https://shop.example/terms', version: '2026-11-01' },
  fields: [
    { name: 'name', required: true },
    { name: 'given_name', required: false },
    { name: 'family_name', required: false },
    { name: 'nickname', required: false },
    { name: 'birthdate', required: false },
    { name: 'phone_number', required: true },
    { name: 'website', required: false },
    { name: 'zoneinfo', required: false },
    { name: 'address', required: true },
    {
      ...{ name: 'team', required: true },
      own: {
        ...{ kind: 'select', label: 'Team', maxLength: undefined },
        ...{ minimum: undefined, maximum: undefined },
        options: [
          { value: 'sales', label: 'Sales' },
          { value: 'support', label: 'Support' },
        ],
      },
    },
    {
      ...{ name: 'newsletter', required: false },
      own: {
        ...{ kind: 'checkbox', label: 'Send me the newsletter', maxLength: undefined },
        ...{ minimum: undefined, maximum: undefined, options: undefined },
      },
    },
  ],
  timeZones: ['Europe/Berlin', 'Europe/Madrid', 'UTC'],
};

export const examples: Examples = {
  'about oneself, to register': (view) => detailsPage(view, page),
  'about oneself, with everything that can be asked': (view) => detailsPage(view, more),
  'about oneself, with something missing and a known password': (view) =>
    detailsPage(view, {
      ...more,
      values: { name: 'Alice', phone_number: 'no number', zoneinfo: 'Asia/Kolkata' },
      problems: {
        ...{ phone_number: 'malformed', terms: 'missing', given_name: 'missing' },
        ...{ address: 'missing', team: 'missing' },
      },
      password: { minimum: 12, problem: 'breached' },
    }),
  'about oneself, for the waiting list': (view) =>
    detailsPage(view, { ...page, password: null, waits: true }),
};
