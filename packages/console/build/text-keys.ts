import type { Plugin } from 'vite';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';

type Tree<Leaf> = Leaf | { [key: string]: Tree<Leaf> };

const virtual = '\0text-keys';
const languages: Record<string, Tree<string>> = { en, de };

/** The keys of the texts, once for all languages: a language is its texts alone, in their order. */
export const textKeys = (): Plugin => ({
  name: 'text keys',
  resolveId: (id) => (id === virtual ? id : null),
  load: {
    filter: { id: /\/texts\/(?:en|de)\.ts$|^\0text-keys$/ },
    handler(id) {
      if (id === virtual) return `const keys = ${JSON.stringify(keysOf(en))};\n${named}`;
      const language = id.slice(-5, -3);
      const texts = JSON.stringify(inOrder(en, languages[language]!));
      return `import { named } from ${JSON.stringify(virtual)};\nexport const ${language} = named(${texts});`;
    },
  },
});

const named = `export const named = (texts, of = keys) =>
  of ? Object.fromEntries(Object.keys(of).map((key, index) => [key, named(texts[index], of[key])])) : texts;`;

const keysOf = (texts: Tree<string>): Tree<0> =>
  typeof texts === 'string'
    ? 0
    : Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, keysOf(value)]));

type Ordered = string | Ordered[];

const inOrder = (order: Tree<string>, texts: Tree<string>): Ordered =>
  typeof texts === 'string'
    ? texts
    : Object.entries(order).map(([key, value]) => inOrder(value, texts[key]!));
