import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic } from '../../../../testing/issuer.ts';
import { secret } from '../../../../testing/shop.ts';
import { type IssuerOnOwnServer, startIssuerOnOwnServer } from './own-server.fixture.ts';

let started: IssuerOnOwnServer;
beforeAll(async () => {
  started = await startIssuerOnOwnServer();
});
afterAll(() => started.close());

const service = basic('orders-service', secret('orders-service'));
const form = (path: string, fields: Record<string, string>) =>
  fetch(started.issuer.url + path, {
    method: 'POST',
    headers: { authorization: service },
    body: new URLSearchParams(fields),
  });
const issue = () => form('/token', { grant_type: 'client_credentials' });
const introspect = (token: string) => form('/introspect', { token });
async function tokenOfService(): Promise<string> {
  return ((await (await issue()).json()) as { access_token: string }).access_token;
}

test('a server that is silent costs the first requests some seconds and the others nothing', async () => {
  const token = await tokenOfService();
  const timed = async (request: Promise<Response>) => {
    const began = performance.now();
    const { status } = await request;
    return { status, ms: performance.now() - began };
  };
  const requests = () => [issue, () => introspect(token)].map((send) => timed(send()));
  const processes = await started.server.sql<
    { pid: number }[]
  >`select pid from pg_stat_activity where backend_type <> 'autovacuum worker'`;
  const pids = [started.server.process.pid!, ...processes.map(({ pid }) => pid)];
  const signal = (name: NodeJS.Signals) => {
    for (const pid of pids) {
      // Some may have ended meanwhile.
      try {
        process.kill(pid, name);
      } catch {}
    }
  };

  signal('SIGSTOP');
  try {
    const first = await Promise.all(Array.from({ length: 20 }, requests).flat());
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...first.map(({ ms }) => ms))).toBeLessThan(8_000);
    const later = await Promise.all(Array.from({ length: 20 }, requests).flat());
    expect(new Set(later.map(({ status }) => status))).toEqual(new Set([503]));
    expect(Math.max(...later.map(({ ms }) => ms))).toBeLessThan(1_000);
  } finally {
    signal('SIGCONT');
  }
  const statuses = async () => (await Promise.all(requests())).map(({ status }) => status);
  await expect.poll(statuses, { interval: 10 }).toEqual([200, 200]);
}, 30_000);
