import { builtConsole } from '../../e2e/support/console.ts';
import { type ConsoleSpeed, measureConsole } from '../../e2e/support/console-speed.ts';
import { openDatabase } from './contenders/database.ts';
import { install, person, startSallyport } from './contenders/sallyport.ts';
import type { Row, RowReport } from './row.ts';
import { inScratch } from './scratch.ts';
import { summarize } from './statistics.ts';
import { number, table } from './table.ts';

const people = 10_000;
/** As a cheap telephone beside the machine that this runs on. */
const rate = 4;
const targets = { coldMilliseconds: 1_500, viewMilliseconds: 300 };

/** Not pinned: browser, server and database share the machine. */
export const consoleSpeed: Row = {
  name: 'console',
  title: `Console with ${number(people)} people, on a processor that is slowed down ${rate} times`,
  measure: (settings) =>
    inScratch(async (scratch) => {
      await builtConsole();
      const installation = await install(scratch, null, { administrator: true });
      const { stop } = await startSallyport(installation);
      try {
        await addPeople(scratch);
        const url = `${installation.gateway}/console/`;
        return report(await measureConsole(url, person, { rate, rounds: settings.rounds }));
      } finally {
        await stop();
      }
    }),
};

async function addPeople(scratch: string): Promise<void> {
  const sql = await openDatabase(scratch);
  await sql`
    insert into users (id, email, name, created_at)
    select gen_random_uuid(), 'person' || n || '@example.org', 'Person ' || n, now()
    from generate_series(1, ${people}::int) n`;
  await sql.end();
}

function report(measured: ConsoleSpeed[]): RowReport {
  const line = (name: string, times: number[]): string[] => {
    const { median, least, most } = summarize(times);
    return [name, number(median), `${number(least)} to ${number(most)}`];
  };
  const views = Object.keys(measured[0]!.views);
  const timesOf = (view: string) => measured.map((each) => each.views[view]!);
  const cold = measured.map((each) => each.cold);
  const slowest = Math.max(...views.map((view) => summarize(timesOf(view)).median));
  const verdict = (met: boolean) => (met ? 'met' : 'MISSED');
  const lines = [line('cold', cold), ...views.map((view) => line(view, timesOf(view)))];
  return {
    text: [
      table(['view', 'ms', 'spread'], lines),
      `  Target: cold in at most ${number(targets.coldMilliseconds)} ms: ${verdict(summarize(cold).median <= targets.coldMilliseconds)}.`,
      `  Target: each view in at most ${number(targets.viewMilliseconds)} ms: ${verdict(slowest <= targets.viewMilliseconds)}.`,
    ].join('\n'),
    data: { targets, rate, people, measured },
    errors: [],
  };
}
