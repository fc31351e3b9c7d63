import { readdir } from 'node:fs/promises';
import type { Page } from '../http/html.ts';
import { ownBranding } from './branding.ts';
import { ownLanguages } from './languages.ts';
import type { View } from './view.ts';
import { inLanguage } from './words.ts';

/**
 * A page in the states that people see it in, by a name for each. Every `x.page.ts` has some, in an
 * `x.page.fixture.ts` beside it: tests look at all of them, in all languages, and the gallery shows
 * them.
 */
export type Examples = Readonly<Record<string, (view: View) => Page>>;

export interface Example {
  /** Where its page is: `sign-in/sign-in.page.ts`. */
  file: string;
  name: string;
  page: (view: View) => Page;
}

/** All examples of all pages, whose files are found by their names. */
export async function allExamples(): Promise<Example[]> {
  const sources = new URL('..', import.meta.url);
  const paths = await readdir(sources, { recursive: true });
  const files = paths.filter((path) => path.endsWith('.page.fixture.ts')).toSorted();
  const examples = files.map(async (path): Promise<Example[]> => {
    const module: { examples: Examples } = await import(new URL(path, sources).href);
    const file = path.replace('.fixture.ts', '.ts');
    return Object.entries(module.examples).map(([name, page]) => ({ file, name, page }));
  });
  return (await Promise.all(examples)).flat();
}

/** What a page is given in a language of ours. */
export const viewIn = (tag: string): View => ({
  ...ownLanguages.get(tag)!,
  branding: ownBranding,
  inWords: (words) => inLanguage(words, [tag, 'en']),
  theme: null,
  languageSwitch: { languages: [...ownLanguages.values()], here: '/somewhere' },
});
