import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { samples } from '../../../../testing/samples.ts';
import { fillTables } from './fill.fixture.ts';
import { startFlows } from './flows.fixture.ts';

const requests = ['authorize with a session, redeem', 'refresh, kept', 'introspection'];
const repeats = 50;
const chunk = 10_000;
/** 100,000 with all samples, else a fifth. */
const most = 2 * chunk * samples([1, 2, 3, 4, 5]).length;

test(`what a request costs PostgreSQL is the same with 0 and with ${most} grants`, async ({
  skip,
}) => {
  const flows = await startFlows();
  onTestFinished(() => flows.close());
  const { sql } = flows.issuer.context;
  for (const [, run] of flows.steps) await run();
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  // In hundredths of a second, of the one process that serves the issuer.
  const ticks = async () => {
    const text = await readFile(`/proc/${row!.pid}/stat`, 'utf8').catch(() => null);
    if (text === null) return skip('There is no /proc.');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  };
  const costs: Record<string, number>[] = [];
  for (const upTo of [0, chunk, most]) {
    const [filled] = await sql<{ count: number }[]>`
      select count(*)::int as count from grants where client_id like 'client %'`;
    for (let first = filled!.count + 1; first <= upTo; first += chunk) {
      await fillTables(flows.issuer.context.settings.databaseUrl, chunk, first);
    }
    const cost: Record<string, number> = {};
    for (const [name, run] of flows.steps.filter(([each]) => requests.includes(each))) {
      const before = await ticks();
      for (let n = 0; n < repeats; n++) await run();
      cost[name] = ((await ticks()) - before) * (10 / repeats);
    }
    console.info(`${upTo} grants, ms of PostgreSQL:`, cost);
    costs.push(cost);
  }
  for (const name of requests) expect(costs[2]![name]).toBeLessThan(2 * costs[0]![name]! + 1);
}, 300_000);
