import { readFile, writeFile } from 'node:fs/promises';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { formatBasic } from '@sallyport/protocol/basic-credentials.ts';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type Command, newSite, type Site, sallyport } from '../command.fixture.ts';

const client = { id: 'shop-api', secret: 'a-secret-of-the-shop-that-is-long-enough' };
const api = 'https://orders.example';

let site: Site;
let command: Command;
let token: string;
const upstream = createServer((request, response) => {
  request.resume();
  response.end('ok');
});

beforeEach(async () => {
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  site = await newSite();
  const file = await site.configure(
    [
      `apis: [{ id: "${api}", name: Orders, permissions: ["orders:refund"] }]`,
      `clients:`,
      `  - { id: ${client.id}, name: Shop, type: service, secret: ${client.secret}, grants: [client_credentials], apis: ["${api}"] }`,
      `  - { id: ops, name: Operations, type: service, secret: ${client.secret}, grants: [client_credentials], apis: ["${site.issuer}/admin/v1"], roles: [administrator] }`,
      `routes:`,
      `  - { path: "/refund", upstream: "http://127.0.0.1:${port}", api: "${api}", require: { permissions: ["orders:refund"] } }`,
      `  - { path: "/api/*", upstream: "http://127.0.0.1:${port}", api: "${api}" }`,
      `  - { path: "/few/*", upstream: "http://127.0.0.1:${port}", api: "${api}", rate_limits: [{ per: client, limit: 20, window: 3600 }] }`,
    ].join('\n'),
  );
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('gateway: {', 'gateway: { workers: 2,'));
  command = sallyport(['start', '--config', file, '--data-dir', site.dataDir]);
  await command.logged('Ready');
  token = await tokenOf(client.id);
});

afterEach(async () => {
  command.process.kill('SIGTERM');
  expect((await command.ended).code).toBe(0);
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  await site.remove();
});

async function tokenOf(id: string): Promise<string> {
  const answer = await fetch(`${site.issuer}/token`, {
    method: 'POST',
    headers: { authorization: formatBasic({ ...client, id }) },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** One request; its status, or the error's code. On the connection of the agent, if there is one. */
function ask(agent: Agent | false = false, path = '/api/x'): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}` };
    httpRequest(site.gateway + path, { headers, agent }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode!));
      response.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
    })
      .on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'))
      .end();
  });
}

/** Asks again and again until told to stop; how often each answer came. */
function load(connections: number, keepAlive: boolean) {
  const answers = new Map<number | string, number>();
  let going = true;
  const loops = Array.from({ length: connections }, async () => {
    const agent = keepAlive && new Agent({ keepAlive: true, maxSockets: 1 });
    while (going) {
      const answer = await ask(agent);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
    if (agent) agent.destroy();
  });
  return {
    async stop() {
      going = false;
      await Promise.all(loops);
      return Object.fromEntries(answers);
    },
  };
}

async function management(path: string): Promise<string> {
  return (await fetch(`http://127.0.0.1:${site.ports[4]}${path}`)).text();
}

/** The processes that run a gateway, by the start of their member's name. */
async function workers(): Promise<number[]> {
  const lines = (await management('/metrics')).split('\n');
  return lines
    .map((line) => /^sallyport_worker_info\{.*process_pid="(\d+)".*\} 1$/.exec(line)?.[1])
    .filter((pid) => pid !== undefined)
    .map(Number);
}

/** All processes that the parent of this one has started to run a gateway, whether they still count or not. */
async function siblings(worker: number): Promise<number[]> {
  const status = await readFile(`/proc/${worker}/status`, 'utf8');
  const parent = /^PPid:\t(\d+)$/m.exec(status)![1];
  const listed = await readFile(`/proc/${parent}/task/${parent}/children`, 'utf8');
  const pids = listed.trim().split(' ').map(Number);
  const commands = await Promise.all(pids.map((each) => readFile(`/proc/${each}/cmdline`, 'utf8')));
  return pids.filter((_, index) => commands[index]!.includes('gateway-worker'));
}

const readyAgain = () =>
  expect.poll(async () => JSON.parse(await management('/health/ready')).status).toBe('ready');

test('two workers answer at the same ports, and the management port tells of both', async () => {
  const pids = await workers();
  expect(new Set(pids).size).toBe(2);
  for (let asked = 0; asked < 10; asked++) expect(await ask()).toBe(200);
  const metrics = await management('/metrics');
  const count = /^sallyport_gateway_decisions_total\{.*http_route="\/api\/\*".*allow.*\} (\d+)$/m;
  expect(Number(count.exec(metrics)?.[1])).toBe(10);
  const decided = await fetch(`http://127.0.0.1:${site.ports[2]}/decide`, {
    headers: {
      authorization: `Bearer ${token}`,
      'x-original-method': 'GET',
      'x-original-uri': '/api/x',
    },
  });
  expect(decided.status).toBe(200);
});

test('an id names the worker that refused, and the command line finds its receipt', async () => {
  const refused = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const headers = { authorization: `Bearer ${token}`, connection: 'close' };
      const answer = await fetch(`${site.gateway}/refund`, { headers });
      return ((await answer.json()) as { request_id: string }).request_id;
    }),
  );
  const instances = new Map(refused.map((id) => [id.split('.')[0]!, id]));
  expect(instances.size).toBe(2);
  const env = { SALLYPORT_TOKEN: await tokenOf('ops'), SALLYPORT_ISSUER: site.issuer };
  for (const [instance, id] of instances) {
    const { code, stdout } = await sallyport(['explain', id, '--json'], env).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      receipts: [{ id, instance, rule: { missing: ['orders:refund'] } }],
      now: { allowed: false, subject: { kind: 'client', id: client.id } },
    });
  }
});

test('kill -9 of one: the requests of the other and all new ones are answered, and it comes again', async () => {
  const before = await workers();
  const held = await Promise.all(
    Array.from({ length: 6 }, async () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      expect(await ask(agent)).toBe(200);
      const [socket] = Object.values(agent.freeSockets).flat();
      return { agent, closed: new Promise((resolve) => socket!.once('close', resolve)), socket };
    }),
  );
  process.kill(before[0]!, 'SIGKILL');
  await Promise.race(held.map(({ closed }) => closed));
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask()));
  expect(answers.filter((answer) => answer !== 200)).toEqual([]);
  const alive = held.filter(({ socket }) => !socket!.destroyed);
  expect(alive.length).toBeGreaterThan(0);
  expect(alive.length).toBeLessThan(held.length);
  for (const { agent } of alive) expect(await ask(agent)).toBe(200);
  await readyAgain();
  const after = await workers();
  expect(after).toHaveLength(2);
  expect(after).toContain(before[1]);
  expect(after).not.toContain(before[0]);
  for (const { agent } of held) agent.destroy();
});

test('a worker that waits to be started again when all are replaced is replaced once', async () => {
  // It waits longer each time, and in the end longer than a new one takes to be ready.
  const [other] = await workers();
  const started = async () => (await siblings(other!)).filter((pid) => pid !== other);
  for (let killed = 0; killed < 4; killed++) {
    await expect.poll(started).toHaveLength(1);
    await readyAgain();
    process.kill((await started())[0]!, 'SIGKILL');
  }
  command.process.kill('SIGUSR2');
  await command.logged('All workers of the gateway were replaced');
  await delay(6_000);
  const now = await workers();
  expect((await siblings(now[0]!)).toSorted()).toEqual(now.toSorted());
});

test('SIGUSR2 replaces all workers under load, and no request fails', async () => {
  const before = await workers();
  const loads = [load(8, false), load(8, true)];
  command.process.kill('SIGUSR2');
  await command.logged('All workers of the gateway were replaced');
  const answers = await Promise.all(loads.map((each) => each.stop()));
  expect(answers.map((each) => Object.keys(each))).toEqual([['200'], ['200']]);
  const after = await workers();
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  expect(after).toHaveLength(2);
});

test('rate limits are counted by all workers together', async () => {
  // Connections are handed to the workers in turns.
  const [one, other] = [1, 2].map(() => new Agent({ keepAlive: true, maxSockets: 1 }));
  onTestFinished(() => {
    one!.destroy();
    other!.destroy();
  });
  expect(await ask(one, '/few/x')).toBe(200);
  expect(await ask(other, '/few/x')).toBe(200);
  for (let count = 0; count < 18; count++) await ask(one, '/few/x');
  let allowed = 0;
  await expect
    .poll(async () => {
      const status = await ask(other, '/few/x');
      if (status === 200) allowed++;
      return status;
    })
    .toBe(429);
  expect(allowed).toBeLessThan(5);
});
