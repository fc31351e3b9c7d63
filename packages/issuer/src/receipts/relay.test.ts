import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertMember } from '../changes/members.store.ts';
import { type Harness, openHarness } from '../directory/context.fixture.ts';
import { createOverview } from '../overview/overview.service.ts';
import { findReceipts, findReceiptsOfToken } from './find-receipts.service.ts';
import type { ToldAnswer, ToldReceipt } from './receipt-schema.ts';
import { type ReceiptRelay, startReceiptRelay } from './relay.service.ts';

/** The node that administrators ask, and the one that gateways poll. */
let node: Harness;
let other: ReceiptRelay;
const gateways = { one: '0000000000a1', two: '0000000000b2', silent: '0000000000c3' };

beforeAll(async () => {
  node = await openHarness();
  other = await startReceiptRelay(node);
  for (const [name, instance] of Object.entries(gateways)) {
    await insertMember(node.sql, { id: node.random.uuid(), name, instance });
  }
  await insertMember(node.sql, { id: node.random.uuid(), name: 'of the version before' });
});
afterAll(async () => {
  await other.close();
  await node.close();
});

const receipt = (id: string, gateway: string): ToldReceipt => ({
  ...{ id, gateway, instance: gateway, at: '2026-11-26T12:00:00.000Z', mode: 'gateway' },
  ...{ method: 'GET', host: 'shop.example', path: '/api/orders', address: '192.0.2.7' },
  ...{ status: 403, error: 'insufficient_scope', reason: 'This needs more.' },
  ...{ route: '/api/*', api: 'https://orders.example', rule: null, credentials: 'access_token' },
  caller: { client: 'shop-web' },
  facts: { epoch: 'e', position: 1, read_at: 1, age_ms: 0 },
});

const root = { actor: 'user:root' };

type Known = Partial<Pick<ToldAnswer, 'receipts' | 'gone' | 'counts'>>;

/** A gateway that polls the other node until it has been asked so often, and answers to `to`. */
async function answerAs(instance: string, known: Known, times = 1, to = other): Promise<void> {
  for (let asked = 0; asked < times; ) {
    const questions = await other.waiting.during(instance, async ({ signal, take }) => {
      if (!signal.aborted)
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return take();
    });
    for (const { question } of questions) {
      asked++;
      await to.answered({ question, instance, receipts: [], omitted: 0, gone: null, ...known });
    }
  }
}

const codeOf = (id: string, asking: Harness = node): Promise<unknown> =>
  findReceipts(id, root, asking).catch(({ code, message }) => [code, message]);

test('the gateway that the id names is asked, whichever node it polls and answers', async () => {
  const id = `${gateways.one}.1k`;
  for (const node_ of [other, node.receipts]) {
    const answering = answerAs(gateways.one, { receipts: [receipt(id, 'one')] }, 1, node_);
    expect(await findReceipts(id, root, node)).toEqual([receipt(id, 'one')]);
    await answering;
  }
});

test('an id that a caller chose may be known anywhere, and one that another gateway made, too', async () => {
  const found = [receipt('chosen-id', 'two')];
  const answering = Promise.all([
    answerAs(gateways.one, {}, 2),
    answerAs(gateways.two, { receipts: found }, 2),
    answerAs(gateways.silent, {}, 2),
  ]);
  expect(await findReceipts('chosen-id', root, node)).toEqual(found);
  expect(await findReceipts(`${gateways.one}.2`, root, node)).toEqual(found);
  await answering;
});

test('of an access token, all gateways are asked', async () => {
  const [older, newer] = [receipt('x.1', 'one'), receipt('x.2', 'two')];
  newer.at = '2026-11-26T12:00:01.000Z';
  const answering = Promise.all([
    answerAs(gateways.one, { receipts: [older] }),
    answerAs(gateways.two, { receipts: [newer] }),
    answerAs(gateways.silent, {}),
  ]);
  expect(await findReceiptsOfToken('token-1', root, node)).toEqual([newer, older]);
  await answering;
});

test('what was dropped, what is too old and what never was are told apart', async () => {
  const id = `${gateways.one}.3`;
  const nothing = () =>
    Promise.all([answerAs(gateways.two, {}, 1), answerAs(gateways.silent, {}, 1)]);
  for (const [known, expected] of [
    [{ gone: 'room' }, ['gone', expect.stringContaining('gateway.limits.receipts')]],
    [{ gone: 'age' }, ['gone', expect.stringContaining('for an hour')]],
    [{}, ['not_found', expect.any(String)]],
  ] as const) {
    const answering = Promise.all([answerAs(gateways.one, known), nothing()]);
    expect(await codeOf(id)).toEqual(expected);
    await answering;
  }
});

test('a gateway that does not answer in time is named, where it may have the receipt', async () => {
  const answering = Promise.all([answerAs(gateways.one, {}), answerAs(gateways.two, {})]);
  const silent = other.waiting.during(gateways.silent, async ({ signal, take }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    return take();
  });
  const receipts = await startReceiptRelay(node, 300);
  expect(await codeOf('chosen-by-a-caller', { ...node, receipts })).toEqual([
    'temporarily_unavailable',
    expect.stringContaining('silent'),
  ]);
  expect(await silent).toHaveLength(1);
  await Promise.all([answering, receipts.close()]);
});

test('who asks a silent gateway again and again is in the way of no other caller', async () => {
  const receipts = await startReceiptRelay(node, 300);
  const ask = (actor: string) =>
    receipts.ask({ of: 'request', id: 'x' }, [gateways.silent], { actor }).then(
      () => 'waited',
      ({ code }) => code,
    );
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask('user:eager')));
  expect(answers.filter((each) => each === 'temporarily_unavailable')).toHaveLength(32);
  const both = [...Array.from({ length: 20 }, () => ask('user:eager')), ask('user:other')];
  expect((await Promise.all(both)).at(-1)).toBe('waited');
  await receipts.close();
});

test('the receipts of a process that has ended are gone', async () => {
  const answering = Promise.all(Object.values(gateways).map((instance) => answerAs(instance, {})));
  expect(await codeOf('0000000000d4.1')).toEqual([
    'gone',
    expect.stringContaining('does not run any more'),
  ]);
  await answering;
});

test('what goes through the database tells nothing, and what others put there is not heard', async () => {
  const heard: string[] = [];
  const listening = await node.sql.listen('sallyport_receipts', (payload) => heard.push(payload));
  const id = `${gateways.one}.9`;
  const answering = answerAs(gateways.one, { receipts: [receipt(id, 'one')] });
  await node.sql`select pg_notify('sallyport_receipts', '{"answer":{}}')`;
  expect(await findReceipts(id, root, node)).toHaveLength(1);
  await answering;
  await listening.unlisten();
  expect(heard.length).toBeGreaterThan(2);
  const texts = heard.slice(1).map((payload) => Buffer.from(payload, 'base64').toString('latin1'));
  expect(texts.join('')).not.toContain(gateways.one);
});

test('what gateways counted of late is summed, and those that do not answer are named', async () => {
  const counts = { requests: [2], hits: [1], misses: [0], refusals: { invalid_token: [1] } };
  const answering = Promise.all([
    answerAs(gateways.one, { counts }),
    answerAs(gateways.two, { counts }),
    answerAs(gateways.silent, {}),
  ]);
  const overview = createOverview(node);
  // Both are answered by one question.
  const both = [overview(['gateways:read']), overview(['gateways:read', 'users:read'])];
  for (const { traffic, leftOut } of await Promise.all(both)) {
    expect(traffic).toMatchObject({ processes: 2, silent: ['of the version before', 'silent'] });
    expect(traffic?.requests.at(-1)).toBe(4);
    expect(traffic?.refusals).toMatchObject([{ reason: 'invalid_token', count: 2 }]);
    expect(leftOut).toContain('audit:read');
  }
  await answering;
});
