import type { Branding } from './branding.ts';
import type { Language } from './language.ts';
import type { Languages } from './languages.ts';
import type { Theme } from './theme.ts';
import type { Words } from './words.ts';

/**
 * What every page needs beside its own content, made once a request: the language that the visitor
 * reads, and whose pages these are. `view.t('sign_in.heading', { client })` is a text.
 */
export interface View extends Language {
  branding: Branding;
  /** Of a text of the operator: in the language of the page, or else in the default one. */
  inWords(words: Words): string;
  /** What the person has chosen; null where it is as their device is. */
  theme: Theme | null;
  /**
   * What the language can be changed to, and the path to come back to then; null on pages that
   * cannot be asked for again.
   */
  languageSwitch: { languages: readonly Language[]; here: string } | null;
}

/** What pages look like, and the languages that they can be shown in. */
export interface Appearance {
  branding: Branding;
  languages: Languages;
}

/**
 * @param client whose own look counts, where it has one; its id
 * @param organization the same, before that of the client; its key
 */
export type ReadAppearance = (client?: string, organization?: string) => Promise<Appearance>;
