import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Harness, openHarness } from '../directory/context.fixture.ts';

let harness: Harness;
let frozen: ChildProcess;

beforeAll(async () => {
  harness = await openHarness();
  await harness.sql`
    insert into clients (id, name, type, auth_method, grants, declared)
    values ('shop', 'Shop', 'web', 'client_secret_basic', '{authorization_code}', true)`;
});
beforeEach(async () => {
  frozen = await freezeInsideChange();
});
afterEach(() => void frozen.kill('SIGKILL'));
afterAll(() => harness.close());

/** Stops a node between its last statement and its commit. */
async function freezeInsideChange(): Promise<ChildProcess> {
  const fixture = new URL('./frozen-node.fixture.ts', import.meta.url).pathname;
  const args = [fixture, harness.settings.databaseUrl];
  const node = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(node.stdout, 'data');
  const pid = Number(line);
  const isInside = async () => {
    const rows = await harness.sql`select from pg_stat_activity where pid = ${pid}
      and state = 'idle in transaction' and query ~ 'change'`;
    return rows.length > 0;
  };
  for (;;) {
    while (!(await isInside()));
    node.kill('SIGSTOP');
    // A commit that it sent before it stopped is done by the server within these looks.
    let looks = 0;
    while (looks < 50 && (await isInside())) looks++;
    if (looks === 50) return node;
    node.kill('SIGCONT');
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

test('a node frozen inside a change keeps no other change from being made', async () => {
  const ms = await timed(() => harness.changes.takeAway(async () => ['user:other']));
  expect(ms).toBeLessThan(1_000);
});

test('what it has changed itself is free again long before a lease is over', async () => {
  const ms = await timed(() =>
    harness.changes.takeAway(async (tx) => {
      await tx`update clients set name = name where id = 'shop'`;
      return ['client:shop'];
    }),
  );
  expect(ms).toBeLessThan(4_000);
});
