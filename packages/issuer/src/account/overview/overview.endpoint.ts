import { readFactors } from '../../authorize/read-factors.service.ts';
import { type AccountContext, accountPage } from '../account-page.endpoint.ts';
import { pathOfSection } from '../sections.ts';
import { overviewPage } from './overview.page.ts';

/** `GET /account` */
export const showOverview = (context: AccountContext) =>
  accountPage(context, { section: 'overview' }, async ({ view, frame, account }) => {
    const { factors } = await readFactors(account.userId, context);
    const setUpFactor = factors.length === 0 ? pathOfSection('passkeys') : null;
    return overviewPage(view, { ...frame, account, setUpFactor });
  });
