import type { Languages } from '../pages/languages.ts';
import type { Words } from '../pages/words.ts';
import type { Issue } from './references.ts';
import type { Declaration } from './schema.ts';

/**
 * Texts are written in languages that pages have: in another one they would never be shown, and in a tag that
 * is misspelt neither.
 */
export const checkLanguages = (declaration: Declaration, languages: Languages): Issue[] =>
  textsOf(declaration).flatMap(({ words, path }) =>
    Object.keys(words ?? {})
      .filter((tag) => !languages.has(tag.toLowerCase()))
      .map((tag) => ({
        path: [...path, tag],
        message: `There is no language ${tag}. There are ${[...languages.keys()].join(', ')}; add others with issuer.languages.`,
      })),
  );

interface Text {
  words: Exclude<Words, string> | null;
  path: Issue['path'];
}

const textsOf = ({ apis, scopes }: Declaration): Text[] => [
  ...scopes.map(({ text }, index) => of(text, ['scopes', index, 'text'])),
  ...apis.flatMap(({ names, authorization_details: types }, index): Text[] => [
    { words: names, path: ['apis', index, 'name'] },
    ...types.flatMap(({ actions }, at) =>
      actions.map(({ text }, each) =>
        of(text, ['apis', index, 'authorization_details', at, 'actions', each, 'text']),
      ),
    ),
  ]),
];

const of = (words: Words, path: Issue['path']): Text => ({
  words: typeof words === 'string' ? null : words,
  path,
});
