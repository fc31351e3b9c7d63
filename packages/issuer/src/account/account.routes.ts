import type { Hono } from 'hono';
import { routes } from '../routes.ts';
import type { AccountContext } from './account-page.endpoint.ts';
import { showOverview } from './overview/overview.endpoint.ts';
import { changePassword, setFirstPassword, showPassword } from './password/password.endpoint.ts';
import { signOutHere } from './sign-out.endpoint.ts';

/** Every page of the account, and every form on it. */
export function mountAccount(pages: Hono, context: AccountContext): void {
  pages.get(routes.account, showOverview(context));
  pages.get('/account/password', showPassword(context));
  pages.post('/account/password', changePassword(context));
  pages.post('/account/password/first', setFirstPassword(context));
  pages.post(routes.accountSignOut, signOutHere(context));
}
