/** A text of the operator for people: one for all, or one for each language (BCP 47). */
export type Words = string | Readonly<Record<string, string>>;

/**
 * What is nearest to what is wished for: a wish as it is or in a wider sense (`de` for `de-AT`;
 * RFC 4647, section 3.4), the first wish first, or else the text that was written down first.
 */
export function inLanguage(words: Words, wishes: readonly string[]): string {
  if (typeof words === 'string') return words;
  const known = new Map(Object.entries(words).map(([tag, text]) => [tag.toLowerCase(), text]));
  const [first = ''] = known.values();
  return wishes.map((wish) => lookUp(wish.toLowerCase(), known)).find(isGiven) ?? first;
}

const isGiven = (text: string | undefined): text is string => text !== undefined;

/** What is known of a language, or of what it is a kind of; both tags in lower case. */
export function lookUp<T>(range: string, known: ReadonlyMap<string, T>): T | undefined {
  let tag = range;
  while (tag !== '') {
    const found = known.get(tag);
    if (found !== undefined) return found;
    tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')));
  }
  return undefined;
}
