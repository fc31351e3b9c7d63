import type { Examples } from '../pages/examples.fixture.ts';
import { messagePage } from '../pages/message.page.ts';
import { logoutPage } from './logout.page.ts';

const page = { action: '/logout', csrf: 'csrf', parameters: { client_id: 'shop' } };

export const examples: Examples = {
  'sign-out': (view) => logoutPage(view, { ...page, clientName: 'Shop' }),
  'sign-out everywhere': (view) => logoutPage(view, { ...page, clientName: null }),
  'signed out': (view) => messagePage(view, { message: 'sign_out.done', sign: 'success' }),
};
