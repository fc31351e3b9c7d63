import { afterAll, beforeAll, expect, test } from 'vitest';
import { basic } from '../../../../testing/issuer.ts';
import { secret } from '../../../../testing/shop.ts';
import { connect } from './connection.ts';
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
  const statusOf = async (request: Promise<Response>) => (await request).status;
  const requests = () => [issue, () => introspect(token)].map((send) => statusOf(send()));
  const many = async () => new Set(await Promise.all(Array.from({ length: 20 }, requests).flat()));
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
    expect(await many()).toEqual(new Set([503]));
    // Those that come later do not wait for as long as one takes to find it out.
    const found = connect({ url: started.server.url, max: 1 });
    const finding = found`select 1`.then(
      () => 'it answers',
      () => 'it is found to be silent',
    );
    expect(await Promise.race([finding, many()])).toEqual(new Set([503]));
    await found.end({ timeout: 0 });
  } finally {
    signal('SIGCONT');
  }
  const statuses = () => Promise.all(requests());
  await expect.poll(statuses, { interval: 10 }).toEqual([200, 200]);
}, 30_000);
