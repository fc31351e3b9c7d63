import { readLanguage } from './language.ts';
import type { Languages } from './languages.ts';
import { type Message, placeholdersOf } from './text.ts';
import { ownTexts, type Texts } from './texts.ts';

/** The texts of one language of the operator: those that come with us are changed by some of them. */
export interface GivenTexts {
  /** The language, as BCP 47 has it: `it`, `pt-BR`. */
  tag: string;
  texts: unknown;
}

/** @throws Error with every problem of the language, a line each. */
export function readTexts({ tag, texts }: GivenTexts): Texts {
  const name = canonical(tag);
  if (name === null) throw new Error(`${tag} is no language tag like it or pt-BR.`);
  const known = ownTexts[name];
  const english = ownTexts['en']!;
  if (typeof texts !== 'object' || texts === null || Array.isArray(texts)) {
    throw new Error('The file holds an object: the name of each text, and the text.');
  }
  const given = texts as Record<string, unknown>;
  const problems = [
    ...Object.entries(given).flatMap(([key, message]) =>
      Object.hasOwn(english, key)
        ? problemOf(key, message, english[key as keyof Texts], name)
        : [`${key}: there is no such text.`],
    ),
    // A language of ours has the rest already.
    ...(known ? [] : missing(given, english)),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { ...(known ?? english), ...(given as Partial<Texts>) };
}

function missing(given: Record<string, unknown>, english: Texts): string[] {
  const keys = Object.keys(english).filter((key) => !Object.hasOwn(given, key));
  if (keys.length === 0) return [];
  const shown = keys.slice(0, 5).join(', ');
  const are = keys.length === 1 ? 'text is' : 'texts are';
  return [`${keys.length} ${are} missing: ${shown}${keys.length > 5 ? ', …' : ''}.`];
}

function problemOf(key: string, message: unknown, english: Message, tag: string): string[] {
  const forms = typeof message === 'string' ? { other: message } : message;
  const isText =
    typeof forms === 'object' &&
    forms !== null &&
    Object.values(forms).every((form) => typeof form === 'string' && form.trim() !== '');
  if (!isText) return [`${key}: must be a text, or an object with a text for each plural.`];
  const wanted = placeholdersOf(english);
  const found = placeholdersOf(message as Message);
  const problems =
    wanted.join() === found.join()
      ? []
      : [`${key}: has the values ${braces(found)}, and needs ${braces(wanted)}.`];
  if (typeof english === 'string' || typeof message === 'string') return problems;
  const plurals = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
  const lacks = plurals.filter((plural) => !Object.hasOwn(forms, plural));
  return lacks.length === 0
    ? problems
    : [...problems, `${key}: the plural ${lacks.join(', ')} of this language is missing.`];
}

const braces = (names: readonly string[]): string =>
  names.length === 0 ? 'none' : names.map((name) => `{${name}}`).join(', ');

function canonical(tag: string): string | null {
  try {
    return Intl.getCanonicalLocales(tag)[0] ?? null;
  } catch {
    return null;
  }
}

/**
 * Our languages with those of the operator, changed and added.
 *
 * @param first the tag of the language for people who want none of them.
 */
export function languagesWith(
  given: readonly { tag: string; texts: Texts }[],
  first: string,
): Languages {
  const texts = new Map(Object.entries(ownTexts));
  for (const { tag, texts: of } of given) texts.set(canonical(tag)!, of);
  const tags = [...texts.keys()].toSorted((a, b) => Number(b === first) - Number(a === first));
  return new Map(tags.map((tag) => [tag.toLowerCase(), readLanguage(tag, texts.get(tag)!)]));
}
