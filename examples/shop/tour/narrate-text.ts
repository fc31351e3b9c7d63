import pc from 'picocolors';
import type { Exchange } from './http.ts';
import { clip, shortenTokens } from './shorten.ts';
import { isKept, type Narrator, type Played } from './tour.ts';

const width = 100;
const indent = 6;
/** Of exchanges that are like one another, so many are shown. */
const mostShown = 6;

/** Tells the tour to people, on a terminal of 100 columns. */
export function textNarrator(print: (line: string) => void): Narrator {
  return {
    chapter(number, { title, opening }) {
      print('');
      print(pc.bold(pc.cyan(`  ${number}  ${title}`)));
      for (const line of wrap(opening, width - 5)) print(`     ${line}`);
      print('');
    },
    pause(seconds, reason) {
      print(pc.dim(`      … ${seconds} s, ${reason}`));
    },
    step(played) {
      for (const line of stepLines(played)) print(line);
    },
  };
}

function stepLines(played: Played): string[] {
  const mark = isKept(played) ? pc.green('✓') : pc.red('✗');
  const time = `${Math.round(played.milliseconds)} ms`;
  const heading = clip(played.title, width - indent - time.length - 6);
  const gap = ' '.repeat(Math.max(1, width - indent - 4 - heading.length - time.length));
  const shown = played.exchanges.slice(0, mostShown);
  const hidden = played.exchanges.length - shown.length;
  return [
    `${mark} ${played.number.padEnd(4)}${pc.bold(heading)}${gap}  ${pc.dim(time)}`,
    ...shown.flatMap(exchangeLines),
    ...(hidden > 0 ? [margin(pc.dim(`… and ${hidden} more`))] : []),
    ...wrap(promisesOf(played), width - indent - 2).map((line, index) =>
      margin(pc.green(`${index === 0 ? '✓ ' : '  '}${line}`)),
    ),
    ...brokenLines(played),
    ...wrap(played.why, width - indent).map((line) => margin(pc.dim(line))),
    '',
  ];
}

function exchangeLines({ who, method, url, credential, sent, ...answer }: Exchange): string[] {
  const address = shortenTokens(decodeURI(url));
  const with_ = credential ? `  (${shortenTokens(credential)})` : '';
  const room = width - indent - 2;
  const { status, contentType, body } = answer;
  const time = `${answer.milliseconds.toFixed(1)} ms`;
  const received = contentType.includes('html') ? 'a page' : oneLine(body);
  return [
    margin(`${pc.cyan('→')} ${clip(`${who}: ${method} ${address}${with_}`, room)}`),
    ...(sent ? [margin(`  ${clip(oneLine(sent), room)}`)] : []),
    margin(`${pc.cyan('←')} ${status} ${clip(received, room - time.length - 6)}  ${pc.dim(time)}`),
  ];
}

const promisesOf = ({ checks }: Played): string =>
  checks
    .filter(({ missing }) => missing === null)
    .map(({ says }) => shortenTokens(says))
    .join(', ');

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
export function wrap(text: string, columns: number): string[] {
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
