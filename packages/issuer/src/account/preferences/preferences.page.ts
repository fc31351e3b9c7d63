import type { Page } from '../../http/html.ts';
import { button, form } from '../../pages/parts/button.ts';
import { radios } from '../../pages/parts/radios.ts';
import { type Theme, themes } from '../../pages/theme.ts';
import type { View } from '../../pages/view.ts';
import { accountLayout, type Frame } from '../account.layout.ts';

export interface PreferencesPage extends Frame {
  /** Where the form goes. */
  action: string;
  languages: readonly { tag: string; name: string }[];
  /** The tag of the language that was chosen; null where it is as the browser asks. */
  language: string | null;
  theme: Theme | null;
}

export const preferencesPage = (view: View, page: PreferencesPage): Page => {
  const { t } = view;
  return accountLayout(view, page, {
    lead: t('account.preferences.lead'),
    content: form({
      action: page.action,
      csrf: page.csrf,
      content: [
        radios({
          ...{ name: 'language', legend: t('account.preferences.language') },
          options: [
            { value: '', label: t('account.preferences.language_of_browser') },
            ...page.languages.map(({ tag, name }) => ({ value: tag, label: name, lang: tag })),
          ],
          chosen: page.language ?? '',
        }),
        radios({
          ...{ name: 'theme', legend: t('account.preferences.theme') },
          options: [
            { value: '', label: t('account.preferences.theme_of_device') },
            ...themes.map((theme) => ({ value: theme, label: t(themeNames[theme]) })),
          ],
          chosen: page.theme ?? '',
        }),
        button({ label: t('account.preferences.submit') }),
      ],
    }),
  });
};

const themeNames = {
  light: 'account.preferences.light',
  dark: 'account.preferences.dark',
} as const;
