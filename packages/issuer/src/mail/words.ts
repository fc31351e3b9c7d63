import { cutText } from '../runtime/cut-text.ts';

/** `15 minutes`, `2 Stunden`: rounded down, and never less than a minute. */
export function durationInWords(seconds: number, language: string): string {
  const [count, unit] = inUnit(seconds);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    count,
  );
}

function inUnit(seconds: number): [count: number, unit: 'minute' | 'hour' | 'day'] {
  const minutes = Math.max(1, Math.floor(seconds / 60));
  if (minutes < 120) return [minutes, 'minute'];
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? [hours, 'hour'] : [Math.floor(hours / 24), 'day'];
}

/** `26 November 2026 at 14:30 UTC`: the time zone of the recipient is not known. */
export const timeInWords = (time: Date, language: string): string =>
  `${new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  }).format(time)} UTC`;

const wordJoiner = '\u2060';

/**
 * A text that others may have chosen, as one line of at most 100 characters, in which mail programs find
 * nothing to make a link of: an invitation from "Free money at evil.example" is not to lead there.
 */
export const withoutLinks = (text: string): string =>
  cutText(text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim(), 100).replaceAll(
    /[.:/@](?=\S)/g,
    `$&${wordJoiner}`,
  );
