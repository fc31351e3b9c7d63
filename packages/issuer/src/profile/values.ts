import { isReadable } from '../runtime/readable.ts';
import { type AddressPart, addressParts } from './claims.ts';

/** A value that is none of its kind. */
export const malformed = Symbol('malformed');

type Read<T> = T | typeof malformed;

export type PostalAddress = Partial<Record<AddressPart, string>>;

/** One line of at most `max` UTF-16 code units, in NFC, with single spaces. */
export function readLine(text: string, max = 200): Read<string> {
  const line = text.normalize().replace(/\s+/g, ' ').trim();
  return line !== '' && line.length <= max && isReadable(line) && /[^\p{Cf}\s]/u.test(line)
    ? line
    : malformed;
}

/** The address of a page or a picture, in the form that the URL Standard gives it. Others run scripts. */
export function readUrl(text: string): Read<string> {
  const typed = text.trim();
  if (typed.length > 2_000 || /\s/.test(typed) || !isReadable(typed) || !URL.canParse(typed)) {
    return malformed;
  }
  const { protocol, hostname, username, password, href } = new URL(typed);
  const isWeb = protocol === 'https:' || protocol === 'http:';
  // A name before the host shows another site than the one that is opened.
  return isWeb && hostname.includes('.') && username === '' && password === '' ? href : malformed;
}

/** A day that exists: `2026-02-28`. */
export function readDate(text: string): Read<string> {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim()) ?? [];
  if (year === undefined || !exists(Number(year), Number(month), Number(day))) return malformed;
  return `${year}-${month}-${day}`;
}

function exists(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/**
 * A birthday that was: a day, the year 0000 where it is not told, or a year alone (OpenID Connect Core,
 * section 5.1).
 *
 * @param now the current time
 */
export function readBirthdate(text: string, now: Date): Read<string> {
  const typed = text.trim();
  const read = /^[1-9]\d{3}$/.test(typed) ? typed : readDate(typed);
  if (read === malformed) return malformed;
  // It is tomorrow already where the sun rises first.
  const latest = new Date(now.getTime() + 14 * 3_600_000).toISOString();
  return read <= latest.slice(0, read.length) ? read : malformed;
}

/**
 * A telephone number as people write it, of 5 to 15 digits (ITU-T E.164): `+49 (30) 123-4567`. Nothing
 * tells whose it is.
 */
export function readPhone(text: string): Read<string> {
  const typed = text.normalize('NFKC').replace(/\s+/g, ' ').trim();
  const digits = typed.replace(/\D/g, '');
  const isWritten = /^\+? ?(\(\d[\d ]*\)|\d)([ ./-]?\d| ?\(\d[\d ]*\))*$/.test(typed);
  return isWritten && digits.length >= 5 && digits.length <= 15 ? typed : malformed;
}

const zones = new Map(
  [...Intl.supportedValuesOf('timeZone'), 'UTC'].map((zone) => [zone.toLowerCase(), zone]),
);

export const timeZones: readonly string[] = [...zones.values()];

/** A name of the IANA time zone database, of today or of before. */
export function readZone(text: string): Read<string> {
  const typed = text.trim();
  const known = zones.get(typed.toLowerCase());
  if (known !== undefined) return known;
  if (!/^[A-Z][A-Za-z]+(\/[A-Z][\w+-]+)+$/.test(typed)) return malformed;
  try {
    new Intl.DateTimeFormat('en', { timeZone: typed });
    return typed;
  } catch {
    return malformed;
  }
}

/** A language tag (RFC 5646), in its usual form. */
export function readLocale(text: string): Read<string> {
  const typed = text.trim().replaceAll('_', '-');
  if (typed.length > 35) return malformed;
  try {
    return Intl.getCanonicalLocales(typed)[0] ?? malformed;
  } catch {
    return malformed;
  }
}

/** An address of at least one part (OpenID Connect Core, section 5.1.1). */
export function readPostal(given: Readonly<Record<string, unknown>>): Read<PostalAddress> {
  const address: PostalAddress = {};
  for (const [part, value] of Object.entries(given)) {
    if (!isPart(part) || typeof value !== 'string') return malformed;
    if (value.trim() === '') continue;
    const line = readLine(value);
    if (line === malformed) return malformed;
    address[part] = line;
  }
  return Object.keys(address).length > 0 ? address : malformed;
}

const isPart = (name: string): name is AddressPart =>
  (addressParts as readonly string[]).includes(name);

/** A decimal number as people type it: `-12.5`; or as it is written where it was read from JSON: `1e-7`. */
export function readNumber(
  value: string | number,
  { minimum = -Number.MAX_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = {},
): Read<number> {
  if (typeof value === 'string' && !/^-?\d{1,16}(\.\d{1,25})?(e-\d{1,3})?$/.test(value.trim()))
    return malformed;
  const number = Number(value);
  return Number.isFinite(number) && number >= minimum && number <= maximum ? number : malformed;
}
