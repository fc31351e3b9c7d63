import type { Html } from '../http/html.ts';
import { readText, type Values } from './text.ts';
import type { TextKey, Texts } from './texts.ts';

/** Gives a text, filled in. */
export type Translate = (key: TextKey, values?: Values) => string;

export interface Language {
  /** BCP 47: `de`, `pt-BR`. */
  tag: string;
  /** What the language calls itself. */
  name: string;
  direction: 'ltr' | 'rtl';
  t: Translate;
  /** The same as markup, for values that are markup themselves. */
  rich(key: TextKey, values: Readonly<Record<string, string | number | Html>>): Html;
  /** A day, as people of the language write it. */
  date(date: Date): string;
  /** A day and a time of day; in UTC, which is said, where the zone of the reader is not known. */
  time(date: Date, zone?: string): string;
  /** `8 seconds`, `2 minutes`, `3 hours`: rounded up, for how long something takes. */
  duration(seconds: number): string;
}

export function readLanguage(tag: string, given: Texts): Language {
  const counting = {
    numbers: new Intl.NumberFormat(tag),
    plurals: new Intl.PluralRules(tag),
  };
  const texts = new Map(
    Object.entries(given).map(([key, message]) => [key, readText(message, counting)]),
  );
  const text = (key: TextKey) => {
    const found = texts.get(key);
    if (!found) throw new Error(`There is no text ${key} in ${tag}.`);
    return found;
  };
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone: 'UTC' });
  const times = new Map<string, Intl.DateTimeFormat>();
  const t: Translate = (key, values = {}) => text(key).fill(values);
  return {
    tag,
    name: nameOf(tag),
    direction: directionOf(tag),
    t,
    rich: (key, values) => text(key).fillHtml(values),
    date: (date) => dates.format(date),
    time: (date, zone = 'UTC') => {
      const format = times.get(zone) ?? timeFormat(tag, zone);
      times.set(zone, format);
      return format.format(date);
    },
    duration: (seconds) => t(...durationOf(seconds)),
  };
}

const timeFormat = (tag: string, timeZone: string) =>
  new Intl.DateTimeFormat(tag, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    ...{ timeZone, timeZoneName: 'short' },
  });

function durationOf(seconds: number): [TextKey, Values] {
  const units = [
    ['duration.days', 86_400],
    ['duration.hours', 3_600],
    ['duration.minutes', 60],
  ] as const;
  const [key, length] = units.find(([, each]) => seconds >= each) ?? ['duration.seconds', 1];
  return [key, { count: Math.ceil(seconds / length) }];
}

function nameOf(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}

/** Scripts that are written from right to left, by their codes (ISO 15924). */
const rightToLeft = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa', 'Nkoo', 'Adlm', 'Rohg']);

const directionOf = (tag: string): 'ltr' | 'rtl' =>
  rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr';
