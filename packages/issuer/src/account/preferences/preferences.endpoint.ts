import { setPreferences } from '../../directory/users/preferences.service.ts';
import { cookieOf } from '../../http/cookies.ts';
import { chooseLanguage } from '../../pages/choose-language.ts';
import { readTheme } from '../../pages/theme.ts';
import { routes } from '../../routes.ts';
import { type AccountContext, accountForm, accountPage } from '../account-page.endpoint.ts';
import { preferencesPage } from './preferences.page.ts';
import { keepTheme } from './theme-cookie.endpoint.ts';

const section = 'preferences';
const year = 365 * 24 * 60 * 60;

/** `GET /account/preferences` */
export const showPreferences = (context: AccountContext) =>
  accountPage(context, { section }, async ({ view, frame, account }) => {
    const { languages } = await context.appearance();
    const { locale, theme } = account;
    return preferencesPage(view, {
      ...{ ...frame, theme, action: routes.accountSection(section) },
      languages: [...languages.values()],
      // `de-AT` of a registration is shown as the language that it leads to.
      language: locale === null ? null : chooseLanguage([locale], languages).tag,
    });
  });

/** `POST /account/preferences`. Of what there is not here, nothing is kept. */
export const keepPreferences = (context: AccountContext) =>
  accountForm(context, { section, fields: ['language', 'theme'] }, async (sent) => {
    const { request, account, form } = sent;
    const { languages } = await context.appearance();
    const chosen = languages.get((form.language ?? '').toLowerCase());
    const theme = readTheme(form.theme);
    await setPreferences(account.userId, { locale: chosen?.tag ?? null, theme }, context);
    const cookie = cookieOf(request, 'sp_language');
    if (chosen) cookie.write(chosen.tag, year);
    else cookie.clear();
    keepTheme(request, theme);
    return { notice: 'account.notice.preferences_kept' };
  });
