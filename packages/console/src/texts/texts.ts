import { createContext, useContext } from 'react';
import type { en } from './en.ts';

export type Texts = typeof en;
export type Language = 'en' | 'de';

export const languages: Record<Language, string> = { en: 'English', de: 'Deutsch' };

interface Told {
  language: Language;
  texts: Texts;
}

export const TextsContext = createContext<Told | null>(null);

/** The texts of the console in the language that was chosen. */
export const useTexts = (): Texts => useTold().texts;

export function useTold(): Told {
  const told = useContext(TextsContext);
  if (!told) throw new Error('There are no texts outside the console.');
  return told;
}

/** Only the language that is used is loaded. */
export async function loadTexts(language: Language): Promise<Told> {
  const texts = language === 'de' ? (await import('./de.ts')).de : (await import('./en.ts')).en;
  document.documentElement.lang = language;
  return { language, texts };
}

/** Puts values into a text: `{name} is disabled.` */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all));
