import type { Examples } from '../../pages/examples.fixture.ts';
import { ownLanguages } from '../../pages/languages.ts';
import { exampleFrame } from '../frame.fixture.ts';
import { type PreferencesPage, preferencesPage } from './preferences.page.ts';

const page: PreferencesPage = {
  ...exampleFrame('preferences'),
  ...{ action: '/account/preferences', languages: [...ownLanguages.values()] },
  ...{ language: null, theme: null },
};

export const examples: Examples = {
  'account preferences': (view) => preferencesPage(view, page),
  'account preferences: dark was chosen': (view) =>
    preferencesPage(
      { ...view, theme: 'dark' },
      { ...page, language: 'de', theme: 'dark', notice: 'account.notice.preferences_kept' },
    ),
};
