import { type Language, readLanguage } from './language.ts';
import { ownTexts } from './texts.ts';

/** The languages that pages can be shown in, by their tags in lower case; the default is the first. */
export type Languages = ReadonlyMap<string, Language>;

/** Those that come with us. */
export const ownLanguages: Languages = new Map(
  Object.entries(ownTexts).map(([tag, texts]) => [tag, readLanguage(tag, texts)]),
);
