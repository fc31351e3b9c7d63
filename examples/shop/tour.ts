/**
 * `npm run tour`: plays the five scenarios, and more, over HTTP, step by step, and checks every answer.
 * It ends with 1 when a step is not as promised, with 2 when it cannot begin, and with 128 + n when
 * signal n told it to end.
 */
import pc from 'picocolors';
import { Interruption, listenForInterruption, unlessAborted } from './tour/interruption.ts';
import { jsonNarrator } from './tour/narrate-json.ts';
import { textNarrator } from './tour/narrate-text.ts';
import { parseOptions, type TourOptions, usage } from './tour/options.ts';
import { startSystem } from './tour/system.ts';
import { isKept, Tour } from './tour/tour.ts';
import { waitForEnter } from './tour/wait-for-enter.ts';

try {
  process.exitCode = await main();
} catch (error) {
  // A chapter may be under way still.
  if (error instanceof Interruption) process.exit(error.exitCode);
  console.error(`${pc.red('✗')} ${(error as Error).message}`);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const atTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const options = parseOptions(process.argv.slice(2), atTerminal);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const { places, json } = options;
  const signal = listenForInterruption();
  // A chapter that is interrupted goes on failing until all is stopped, which need not be shown.
  const print = (line: string) => void (signal.aborted || console.log(line));
  const narrator = json ? jsonNarrator(print) : textNarrator(print, places);
  const tour = new Tour(places, narrator);
  const tellAll = () => unlessAborted(tell(tour, print, options), signal);
  if (options.isRunning) return tellAll();

  if (!json) print('\n  Starting the shop, with a database of its own …');
  const system = await startSystem(places, signal);
  try {
    return await tellAll();
  } finally {
    await system.stop();
  }
}

async function tell(
  tour: Tour,
  print: (line: string) => void,
  { chapters, json, pause }: TourOptions,
): Promise<number> {
  let waited = 0;
  const began = performance.now();
  for (const [index, [number, chapter]] of chapters.entries()) {
    if (index > 0 && pause) waited += await pauseBefore(chapter.title, print);
    await tour.chapter(number, chapter);
  }
  const seconds = (performance.now() - began - waited) / 1000;

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

/** @returns for how many milliseconds a person was waited for */
async function pauseBefore(title: string, print: (line: string) => void): Promise<number> {
  const began = performance.now();
  print(pc.dim(`  Press Enter for the next chapter: ${title}. Ctrl-C ends the tour.`));
  await waitForEnter(process.stdin);
  return performance.now() - began;
}
