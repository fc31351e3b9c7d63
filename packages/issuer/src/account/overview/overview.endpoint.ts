import { type AccountContext, accountPage } from '../account-page.endpoint.ts';
import { overviewPage } from './overview.page.ts';

/** `GET /account` */
export const showOverview = (context: AccountContext) =>
  accountPage(context, { section: 'overview' }, ({ view, frame, account }) =>
    overviewPage(view, { ...frame, account }),
  );
