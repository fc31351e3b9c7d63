import pc from 'picocolors';
import type { Places } from './cast.ts';
import type { Exchange } from './http.ts';
import { clip, shortenTokens } from './shorten.ts';
import { isKept, type Narrator, type Played } from './tour.ts';

const width = 100;
const indent = 8;
/** Of exchanges that are like one another, so many are shown. */
const maxShown = 6;

/** Tells the tour to people, on a terminal of 100 columns. */
export function textNarrator(print: (line: string) => void, places: Places): Narrator {
  return {
    chapter(number, { title, opening }) {
      print('');
      print(pc.bold(pc.cyan(`  ${number}  ${title}`)));
      for (const line of wrap(opening, width - 5)) print(`     ${line}`);
      print('');
    },
    pause(seconds, reason) {
      print(pc.dim(`        … ${seconds} s, ${reason}`));
    },
    step(played) {
      for (const line of stepLines(played, places)) print(line);
    },
  };
}

function stepLines(played: Played, places: Places): string[] {
  const mark = isKept(played) ? pc.green('✓') : pc.red('✗');
  const time = `${Math.round(played.milliseconds)} ms`;
  const heading = clip(played.title, width - time.length - 12);
  const gap = ' '.repeat(Math.max(1, width - 10 - heading.length - time.length));
  const shown = played.exchanges.slice(0, maxShown);
  const hidden = played.exchanges.length - shown.length;
  return [
    `${mark} ${played.number.padEnd(6)}${pc.bold(heading)}${gap}  ${pc.dim(time)}`,
    ...shown.flatMap((exchange) => exchangeLines(exchange, places)),
    ...(hidden > 0 ? [margin(pc.dim(`… and ${hidden} more`))] : []),
    ...wrap(promisesOf(played), width - indent - 2).map((line, index) =>
      margin(pc.green(`${index === 0 ? '✓ ' : '  '}${line}`)),
    ),
    ...brokenLines(played),
    ...wrap(played.why, width - indent).map((line) => margin(pc.dim(line))),
    '',
  ];
}

function exchangeLines(exchange: Exchange, places: Places): string[] {
  const { who, method, credential, headers, sent, status } = exchange;
  const { place, path } = whereIs(exchange.url, places);
  const shown = credential ? `  (${shortenTokens(credential)})` : '';
  const asked = `${who} → ${place}  ${method} `;
  const room = width - indent - 2 - asked.length - shown.length;
  const answered = `${status}  ${exchange.milliseconds.toFixed(1)} ms  `;
  return [
    margin(`${pc.cyan('→')} ${asked}${clip(path, room)}${pc.dim(shown)}`),
    ...headers.map((header) => margin(`  ${clip(shortenTokens(header), width - indent - 2)}`)),
    ...(sent ? twoLines(oneLine(sent), '').map((line) => margin(`  ${line}`)) : []),
    ...twoLines(received(exchange, places), answered).map((line, index) =>
      margin(index === 0 ? `${pc.cyan('←')} ${line}` : `  ${line}`),
    ),
  ];
}

function received({ status, location, url, contentType, body }: Exchange, places: Places): string {
  if (location !== null && status >= 300 && status < 400) {
    return goesTo(whereIs(new URL(location, url).href, places));
  }
  return contentType.includes('html') ? 'a page' : oneLine(body);
}

/** A text behind its beginning, cut off after two lines. */
function twoLines(text: string, beginning: string): string[] {
  const room = width - indent - 2;
  const whole = clip((beginning + text).trim(), 2 * room);
  return [whole.slice(0, room), whole.slice(room)].filter((line) => line !== '');
}

const goesTo = ({ place, path }: { place: string; path: string }): string =>
  `go to ${place} ${path}`;

/** `http://localhost:8080/api/orders` → the gateway's `/api/orders`. */
function whereIs(url: string, places: Places): { place: string; path: string } {
  const { origin } = new URL(url);
  const known = Object.entries(places).find(([, place]) => new URL(place).origin === origin);
  return { place: known?.[0] ?? origin, path: shortenTokens(url.slice(origin.length)) };
}

const promisesOf = ({ checks }: Played): string =>
  checks
    .filter(({ missing }) => missing === null)
    .map(({ says }) => shortenTokens(says))
    .join(' · ');

function brokenLines({ checks, failure }: Played): string[] {
  const broken = checks.flatMap(({ says, missing }) =>
    missing === null ? [] : [`✗ promised: ${says}; ${missing}`],
  );
  return [...(failure === null ? [] : [`✗ ${failure}`]), ...broken].flatMap((text) =>
    wrap(shortenTokens(text), width - indent).map((line) => margin(pc.red(line))),
  );
}

const margin = (text: string): string => ' '.repeat(indent) + text;

const oneLine = (text: string): string => shortenTokens(text.replace(/\s+/g, ' ').trim());

/** Breaks at spaces; a word that is too long for a line is cut. */
function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? clip(word, columns) : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}
