import { type Language, useTold } from '../texts/texts.ts';

const units = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Made once: to make one takes longer than to show a row. */
const known = new Map<Language, ReturnType<typeof makeFormats>>();

const makeFormats = (language: Language) => ({
  time: new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }),
  share: new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }),
  number: new Intl.NumberFormat(language),
  relative: new Intl.RelativeTimeFormat(language, { numeric: 'auto' }),
  whole: new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }),
});

export function formatsOf(language: Language) {
  const formats = known.get(language) ?? makeFormats(language);
  known.set(language, formats);
  return formats;
}

/** A moment as it is said, `3 hours ago`, with the whole of it as a tooltip and for machines. */
export function Moment({ at, whole = false }: { at: string; whole?: boolean }) {
  const { language } = useTold();
  const formats = formatsOf(language);
  const date = new Date(at);
  const text = formats.whole.format(date);
  return (
    <time dateTime={at} title={text}>
      {whole ? text : describe(date, formats.relative, text)}
    </time>
  );
}

function describe(date: Date, format: Intl.RelativeTimeFormat, whole: string): string {
  const seconds = (date.getTime() - Date.now()) / 1000;
  if (Math.abs(seconds) > 30 * 86_400) return whole;
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return format.format(Math.trunc(seconds / size), unit);
}
