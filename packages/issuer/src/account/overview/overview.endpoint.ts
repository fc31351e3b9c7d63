import { readFactors } from '../../authorize/read-factors.service.ts';
import { type AccountContext, accountPage } from '../account-page.endpoint.ts';
import { listSections } from '../sections.ts';
import { overviewPage } from './overview.page.ts';

/** The sections in which a second factor is set up, the one to be recommended first. */
const factorSections: readonly string[] = ['passkeys', 'authenticator'];

/** `GET /account` */
export const showOverview = (context: AccountContext) =>
  accountPage(context, { section: 'overview' }, async ({ view, frame, account }) => {
    const { factors } = await readFactors(account.userId, context);
    const found = factorSections
      .map((name) => listSections().find((section) => section.name === name))
      .find((section) => section !== undefined);
    const setUpFactor = factors.length === 0 ? (found?.path ?? null) : null;
    return overviewPage(view, { ...frame, account, setUpFactor });
  });
