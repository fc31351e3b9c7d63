import type { Language } from './language.ts';
import type { Languages } from './languages.ts';
import { lookUp } from './words.ts';

/**
 * The language that is nearest to what is wished for: the first wish that we have, as it is or in a
 * wider sense (`de` for `de-AT`; RFC 4647, section 3.4), else the first of ours.
 *
 * @param wishes tags, the dearest first.
 */
export function chooseLanguage(wishes: Iterable<string>, languages: Languages): Language {
  for (const wish of wishes) {
    const found = lookUp(wish.toLowerCase(), languages);
    if (found) return found;
  }
  const [first] = languages.values();
  return first!;
}

/** More than this no browser sends. */
const maxWishes = 20;

/**
 * The tags of an `Accept-Language` header (RFC 9110, section 12.5.4), the dearest first, without
 * those that are refused. A star says nothing that we could go by.
 */
export function readAcceptLanguage(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',', maxWishes)
    .flatMap((item) => {
      const [, tag, weight] =
        /^\s*([A-Za-z0-9-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/.exec(item) ?? [];
      return tag === undefined ? [] : [{ tag, weight: weight === undefined ? 1 : Number(weight) }];
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}
