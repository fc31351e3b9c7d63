import { type Language, languages } from '../texts/texts.ts';

export type Theme = 'device' | 'light' | 'dark';

const keys = { language: 'sallyport.language', theme: 'sallyport.theme' };

/** What was chosen, or else the first of the browser's languages that there is. */
export function chosenLanguage(): Language {
  const wanted = [read(keys.language), ...navigator.languages].map((each) => each?.slice(0, 2));
  return (wanted.find((each) => each !== undefined && each in languages) ?? 'en') as Language;
}

export const chooseLanguage = (language: Language): void => write(keys.language, language);

export function chosenTheme(): Theme {
  const chosen = read(keys.theme);
  return chosen === 'light' || chosen === 'dark' ? chosen : 'device';
}

export function chooseTheme(theme: Theme): void {
  write(keys.theme, theme);
  applyTheme(theme);
}

export function applyTheme(theme: Theme): void {
  if (theme === 'device') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Some browsers are set to keep nothing. */
function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It then holds for this page.
  }
}
