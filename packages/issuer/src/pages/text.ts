import { type Html, html } from '../http/html.ts';

/**
 * A text as it stands in a file of a language. `{name}` in it stands for a value. Where a number
 * decides, there is one form for each plural of the language (`one`, `other`, …; CLDR), and the
 * number is the value `count`.
 */
export type Message = string | { readonly [form: string]: string };

/** What is put into a text. Numbers are written as the language writes them. */
export type Values = Readonly<Record<string, string | number>>;

/** A text, read once and ready to be filled in. */
export interface Text {
  fill(values: Values): string;
  /** The same as markup, for values that are markup themselves: a name in bold, a link. */
  fillHtml(values: Readonly<Record<string, string | number | Html>>): Html;
}

/** How a language writes numbers and counts. */
export interface Counting {
  numbers: Intl.NumberFormat;
  plurals: Intl.PluralRules;
}

/** What stands between values, and the names of values, in turns: `['Sign in to ', 'client', '']`. */
type Parts = readonly string[];

export function readText(message: Message, { numbers, plurals }: Counting): Text {
  const forms = new Map(Object.entries(typeof message === 'string' ? { other: message } : message));
  const parts = new Map([...forms].map(([form, text]) => [form, split(text)]));
  const other = parts.get('other') ?? [''];
  const partsFor = (count: unknown): Parts =>
    (typeof count === 'number' && parts.get(plurals.select(count))) || other;
  const write = (value: string | number | undefined): string =>
    typeof value === 'number' ? numbers.format(value) : (value ?? '');

  return {
    fill(values) {
      const chosen = partsFor(values['count']);
      let text = chosen[0]!;
      for (let at = 1; at < chosen.length; at += 2) {
        text += write(values[chosen[at]!]) + chosen[at + 1]!;
      }
      return text;
    },
    fillHtml: (values) =>
      html`${partsFor(values['count']).map((part, at) => {
        if (at % 2 === 0) return part;
        const value = values[part];
        return typeof value === 'object' ? value : write(value);
      })}`,
  };
}

const split = (text: string): Parts => text.split(/\{([a-z_]+)\}/);

/** The names of the values that a text stands open for, each once, sorted. */
export function placeholdersOf(message: Message): string[] {
  const texts = typeof message === 'string' ? [message] : Object.values(message);
  const names = texts.flatMap((text) => split(text).filter((_, at) => at % 2 === 1));
  return [...new Set(names)].toSorted();
}
