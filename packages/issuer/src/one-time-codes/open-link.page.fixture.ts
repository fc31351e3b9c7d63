import type { Examples } from '../pages/examples.fixture.ts';
import { type OpenLinkPage, openLinkPage } from './open-link.page.ts';

const page: OpenLinkPage = {
  ...{ interaction: '1', csrf: 'csrf', clientName: 'Walnut & Lantern', secret: 'secret' },
  ...{ title: 'magic_link.open', action: '/magic-link/1/open' },
};

export const examples: Examples = {
  'link to sign in': (view) => openLinkPage(view, page),
  'link to register': (view) => openLinkPage(view, { ...page, title: 'register.open' }),
};
