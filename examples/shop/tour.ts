/**
 * `npm run tour`: plays the five scenarios over HTTP, step by step, and checks every answer.
 * It ends with 1 when a step is not as promised, with 2 when it cannot begin, and with 128 + n when
 * signal n told it to end.
 */
import { parseArgs } from 'node:util';
import pc from 'picocolors';
import { type Places, usualPlaces } from './tour/cast.ts';
import { chapters } from './tour/chapters.ts';
import { Interruption, listenForInterruption, unlessAborted } from './tour/interruption.ts';
import { jsonNarrator } from './tour/narrate-json.ts';
import { textNarrator } from './tour/narrate-text.ts';
import { startSystem } from './tour/system.ts';
import { isKept, Tour } from './tour/tour.ts';

const usage = `npm run tour -- [options]

  --issuer URL     play against a system that runs already; otherwise the tour starts one
  --gateway URL    its gateway (${usualPlaces.gateway})
  --json           one JSON object a step, and a summary: npm run -s tour -- --json
  --help           this text`;

try {
  process.exitCode = await main();
} catch (error) {
  // A chapter may be under way still.
  if (error instanceof Interruption) process.exit(error.exitCode);
  console.error(`${pc.red('✗')} ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      issuer: { type: 'string' },
      gateway: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const places: Places = {
    ...usualPlaces,
    ...(values.issuer ? { issuer: originOf(values.issuer) } : {}),
    ...(values.gateway ? { gateway: originOf(values.gateway) } : {}),
  };
  const signal = listenForInterruption();
  // A chapter that is interrupted goes on failing until all is stopped, which need not be shown.
  const print = (line: string) => void (signal.aborted || console.log(line));
  const narrator = values.json ? jsonNarrator(print) : textNarrator(print, places);
  const tour = new Tour(places, narrator);
  const tellAll = () => unlessAborted(tell(tour, print, values.json), signal);
  if (values.issuer) return tellAll();

  if (!values.json) print('\n  Starting the shop, with a database of its own …');
  const system = await startSystem(places, signal);
  try {
    return await tellAll();
  } finally {
    await system.stop();
  }
}

function originOf(url: string): string {
  if (!URL.canParse(url)) throw new Error(`${url} is no URL. It looks like ${usualPlaces.issuer}.`);
  return new URL(url).origin;
}

async function tell(tour: Tour, print: (line: string) => void, json: boolean): Promise<number> {
  const began = performance.now();
  for (const [index, chapter] of chapters.entries()) await tour.chapter(index + 1, chapter);
  const seconds = (performance.now() - began) / 1000;

  const broken = tour.played.filter((played) => !isKept(played));
  const checks = tour.played.flatMap((played) => played.checks).length;
  const { highlights, unfinished } = tour;
  const summary = { steps: tour.played.length, checks, broken: broken.length, seconds, highlights };
  const kept = broken.length === 0 && unfinished.length === 0;
  if (json) print(JSON.stringify({ type: 'summary', kept, unfinished, ...summary }));
  else {
    for (const line of highlights) print(`  ${line}`);
    print(
      kept
        ? pc.green(
            `  ${summary.steps} steps and ${checks} promises in ${seconds.toFixed(1)} s, all kept.`,
          )
        : pc.red(`  Not as promised: ${broken.map(({ number }) => number).join(', ')}.`),
    );
    for (const title of unfinished) print(pc.red(`  The chapter “${title}” ended early.`));
  }
  return kept ? 0 : 1;
}
