import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createStartedDatabase } from '../../../../testing/database.ts';
import { clockOf, startGatewayBehind } from '../../../../testing/gateway-behind.ts';
import { basic, startTestIssuer, type TestIssuer } from '../../../../testing/issuer.ts';
import { orders, secret, shop } from '../../../../testing/shop.ts';
import type { Gateway } from '../../../gateway/src/gateway.ts';
import { ask, bearer, listen } from '../../../gateway/src/testing/gateway.fixture.ts';
import { createVerifier, type Verify } from '../../../guard/src/verify.ts';
import { type KnownKey, knownKeys } from './list-keys.service.ts';
import { rotateKeys } from './rotate-keys.service.ts';
import { withdrawKey } from './withdraw-key.service.ts';

const actor = 'client:test';
const minute = 60;

let database: Awaited<ReturnType<typeof createStartedDatabase>>;
let upstream: Awaited<ReturnType<typeof listen>>;
let declaration: object;
/** Two nodes of one issuer, and a gateway that asks the first one. */
let one: TestIssuer;
let two: TestIssuer;
let gateway: Gateway;
let port: number;
/** In a service that gets the keys from the second one. */
let verify: Verify;

const startNode = (settings: object = {}) =>
  startTestIssuer(declaration, {
    ...{ databaseUrl: database.url, secret: database.secret, keysKnownMs: 300 },
    ...settings,
  });

beforeAll(async () => {
  database = await createStartedDatabase();
  upstream = await listen((request, response) => response.end(request.headers.authorization));
  declaration = { ...shop, routes: [{ path: '/any', upstream: upstream.url, api: orders }] };
  one = await startNode();
  two = await startNode({ url: one.url, gatewaySecret: one.context.settings.gatewaySecret });
  ({ gateway, port } = await startGatewayBehind(one, clockOf(one)));
  verify = createVerifier({
    ...{ issuer: one.url, audience: orders, jwksUri: `${two.url}/jwks` },
    now: () => one.clock.now().getTime(),
  });
});

afterAll(async () => {
  await gateway?.close();
  await Promise.all([one?.close(), two?.close()]);
  upstream?.server.closeAllConnections();
  upstream?.server.close();
  await database?.drop();
});

function advance(seconds: number): void {
  for (const { clock } of [one, two]) clock.advance(seconds);
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await setImmediate();
}

async function newToken({ url }: TestIssuer): Promise<string> {
  const answer = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: basic('shop-api', secret('shop-api')) },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: orders }),
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { access_token: string }).access_token;
}

/** The JWT that a service gets for it. */
async function through(token: string): Promise<string> {
  const { status, text } = await ask(port, '/any', { headers: bearer(token) });
  expect(status).toBe(200);
  return text.slice('Bearer '.length);
}

const signerOf = (jwt: string): string => decodeProtectedHeader(jwt).kid!;

async function published({ url }: TestIssuer): Promise<string[]> {
  const { keys } = (await (await fetch(`${url}/jwks`)).json()) as { keys: { kid: string }[] };
  return keys.map(({ kid }) => kid);
}

async function keyThat(state: KnownKey['state'], alg = 'ES256'): Promise<KnownKey | undefined> {
  return (await knownKeys(one.context)).find((key) => key.alg === alg && key.state === state);
}

/** What a node that heard of nothing since answers to a gateway. */
async function swapAt({ internalUrl }: TestIssuer, token: string) {
  const answer = await fetch(`${internalUrl}/internal/swap`, {
    method: 'POST',
    headers: { authorization: one.gatewayAuthorization, 'content-type': 'application/json' },
    body: JSON.stringify({ leased: true, swaps: [{ token, audience: orders }] }),
  });
  const { results } = (await answer.json()) as { results: [{ ok: boolean; jwt?: string }] };
  return results[0];
}

// First: the clock of the other process does not move with those of the test.
test('a node that is killed on the way leaves a next key, and repeating the call withdraws', async () => {
  const leaked = (await keyThat('signing'))!;
  const { databaseUrl, secret: bytes, leaseMs } = one.context.settings;
  const told = { kid: leaked.kid, databaseUrl, leaseMs, secret: bytes.toString('base64') };
  const fixture = new URL('./withdrawing-node.fixture.ts', import.meta.url).pathname;
  const node = spawn(process.execPath, [fixture, JSON.stringify(told)], { stdio: 'inherit' });
  onTestFinished(() => void node.kill('SIGKILL'));
  await until(async () => (await keyThat('next')) !== undefined);
  node.kill('SIGKILL');
  await once(node, 'exit');
  const next = (await keyThat('next'))!;
  expect((await keyThat('signing'))?.kid).toBe(leaked.kid);
  await withdrawKey(leaked.kid, actor, two.context);
  expect((await keyThat('signing'))?.kid).toBe(next.kid);
  const events = await one.context.sql<{ subject: string }[]>`
    select subjects[1] as subject from audit_events
    where action = 'key.withdraw' and ${`key:${leaked.kid}`} = any (subjects)`;
  expect(events).toHaveLength(1);
});

test('a new key is published first, signs when everyone can know it, and the former one stays for a day', async () => {
  const former = (await keyThat('signing'))!;
  const made = await rotateKeys(undefined, actor, one.context);
  expect(made.map(({ alg, state }) => [alg, state])).toEqual(
    expect.arrayContaining(['ES256', 'RS256', 'XAES-256-GCM'].map((alg) => [alg, 'next'])),
  );
  const next = made.find(({ alg }) => alg === 'ES256')!;
  await until(async () => (await published(two)).includes(next.kid));
  // One that starts meanwhile.
  const three = await startNode({ url: one.url });
  onTestFinished(() => three.close());
  expect(await published(three)).toContain(next.kid);
  for (const { context } of [one, two, three]) {
    expect(context.keys.signing('ES256').kid).toBe(former.kid);
  }
  advance(15 * minute - 30);
  const [before, held] = [await newToken(one), await newToken(two)];
  const jwt = await through(before);
  expect(signerOf(jwt)).toBe(former.kid);
  await verify(jwt);
  advance(31);
  expect((await keyThat('signing'))?.kid).toBe(next.kid);
  // What was made before goes on, at either node.
  await verify(jwt);
  const after = await through(held);
  expect(signerOf(after)).toBe(next.kid);
  await verify(after);
  await verify(await through(await newToken(two)));
  expect(await published(two)).toEqual(expect.arrayContaining([former.kid, next.kid]));
  advance(24 * 60 * minute);
  expect(await published(one)).not.toContain(former.kid);
  expect((await keyThat('retired'))?.kid).toBe(former.kid);
});

test('of two rotations at once one is refused, and so is another while the next key waits', async () => {
  const outcomes = await Promise.allSettled(
    [one, two].map(({ context }) => rotateKeys(undefined, actor, context)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(rotateKeys('RS256', actor, one.context)).rejects.toMatchObject({
    code: 'conflict',
  });
  const waiting = (await knownKeys(one.context)).filter(({ state }) => state === 'next');
  expect(waiting.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256', 'XAES-256-GCM']);
  // To go on with the former one.
  for (const { kid } of waiting) await withdrawKey(kid, actor, one.context);
  expect(await keyThat('next')).toBeUndefined();
});

test('a key is withdrawn: its successor is published first, and at no gateway is anything of it left', async () => {
  const leaked = (await keyThat('signing'))!;
  const token = await newToken(one);
  const jwt = await through(token);
  expect(signerOf(jwt)).toBe(leaked.kid);
  await verify(jwt);
  const withdrawal = withdrawKey(leaked.kid, actor, one.context);
  // Until then the leaked one signs, or nothing would.
  await until(async () => (await keyThat('next')) !== undefined);
  const { kid } = (await keyThat('next'))!;
  await until(async () => (await published(two)).includes(kid));
  expect(signerOf(await through(token))).toBe(leaked.kid);
  expect((await withdrawal).state).toBe('withdrawn');
  expect(signerOf(await through(token))).toBe(kid);
  expect((await keyThat('signing'))?.kid).toBe(kid);
  await until(async () => !(await published(two)).includes(leaked.kid));
  // The guard meets the new key, looks at /jwks again, and forgets the leaked one. Its pause is over by now.
  advance(10);
  await verify(await through(await newToken(two)));
  await expect(verify(jwt)).rejects.toMatchObject({ code: 'token_key_unknown' });
});

test('a node that does not hear of it signs and opens nothing more by a withdrawn key', async () => {
  const deaf = await startNode({
    ...{ url: one.url, keysKnownMs: 2 ** 30 },
    gatewaySecret: one.context.settings.gatewaySecret,
  });
  onTestFinished(() => deaf.close());
  deaf.clock.advance((one.clock.now().getTime() - deaf.clock.now().getTime()) / 1000);
  await deaf.context.keys.close();
  const token = await newToken(deaf);
  const { jwt } = await swapAt(deaf, token);
  await withdrawKey(signerOf(jwt!), actor, one.context);
  const again = await swapAt(deaf, token);
  expect(again.ok && signerOf(again.jwt!)).toBe((await keyThat('signing'))!.kid);
  await through(token);
  await withdrawKey((await keyThat('signing', 'XAES-256-GCM'))!.kid, actor, one.context);
  expect((await ask(port, '/any', { headers: bearer(token) })).status).toBe(401);
  expect(await swapAt(deaf, token)).toMatchObject({ ok: false, error: 'invalid_token' });
});
