import { parseArgs } from 'node:util';
import { type Places, usualPlaces } from './cast.ts';
import { chapters } from './chapters.ts';
import type { Chapter } from './tour.ts';

export interface TourOptions {
  places: Places;
  /** Whether a system is there already, at these places. */
  isRunning: boolean;
  /** With their numbers, in the order in which they are told. */
  chapters: readonly (readonly [number, Chapter])[];
  json: boolean;
  /** Whether to wait for a person between chapters. */
  pause: boolean;
  help: boolean;
}

const numbered = chapters.map((chapter, index) => [index + 1, chapter] as const);
const contents = numbered.map(([number, { title }]) => `${number} ${title}`).join(', ');

export const usage = `npm run tour -- [options]

  --chapter N      this chapter alone; may be given several times
  --no-pause       do not wait for Enter between chapters, at a terminal
  --issuer URL     play against a system that runs already; otherwise the tour starts one
  --gateway URL    its gateway (${usualPlaces.gateway})
  --json           one JSON object a step, and a summary: npm run -s tour -- --json
  --help           this text

Chapters:
${numbered.map(([number, { title }]) => `  ${number}  ${title}`).join('\n')}

It ends with 0 when every promise is kept, with 1 when one is not, with 2 when it cannot begin.`;

/**
 * @param atTerminal whether a person reads, and can press a key
 * @throws Error that says what to write
 */
export function parseOptions(args: string[], atTerminal: boolean): TourOptions {
  const { values } = parseArgs({
    args,
    options: {
      chapter: { type: 'string', multiple: true, default: [] },
      'no-pause': { type: 'boolean', default: false },
      issuer: { type: 'string' },
      gateway: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { issuer, gateway, json, help } = values;
  return {
    places: {
      ...usualPlaces,
      ...(issuer !== undefined && { issuer: originOf(issuer) }),
      ...(gateway !== undefined && { gateway: originOf(gateway) }),
    },
    isRunning: issuer !== undefined,
    chapters: chaptersOf(values.chapter),
    json,
    pause: atTerminal && !json && !values['no-pause'],
    help,
  };
}

function originOf(url: string): string {
  if (!URL.canParse(url)) throw new Error(`${url} is no URL. It looks like ${usualPlaces.issuer}.`);
  return new URL(url).origin;
}

function chaptersOf(asked: readonly string[]): TourOptions['chapters'] {
  if (asked.length === 0) return numbered;
  for (const each of asked) {
    if (numbered.some(([number]) => String(number) === each)) continue;
    throw new Error(`There is no chapter ${each}. There are: ${contents}.`);
  }
  return numbered.filter(([number]) => asked.includes(String(number)));
}
