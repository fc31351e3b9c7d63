import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../../../testing/until.ts';
import { accessToken, ask, bearer, createWorld, type World } from '../testing/gateway.fixture.ts';
import { ScriptedIssuer } from '../testing/issuer.fixture.ts';
import { MutableProxy } from '../testing/mutable-proxy.fixture.ts';

/** What each request would wait for at least, twice. */
const issuerTimeout = 2_500;

let behind: ScriptedIssuer;
let proxy: MutableProxy;
let world: World;

const status = async (): Promise<number> =>
  (await ask(world.port, '/api/x', { headers: bearer(accessToken('alice')) })).status;

/** As many as would have filled every place that there is, if each of them waited. */
async function manyAreRefusedAtOnce(): Promise<void> {
  const began = performance.now();
  const statuses = await Promise.all(Array.from({ length: 200 }, status));
  expect(new Set(statuses)).toEqual(new Set([503]));
  expect(performance.now() - began).toBeLessThan(issuerTimeout);
}

const untilServed = () => until(async () => (await status()) === 200);

beforeEach(async () => {
  behind = await new ScriptedIssuer().start();
  proxy = await new MutableProxy(behind.url).start();
  const settings = { issuerEndpoints: [proxy.url], limits: { issuerTimeout } };
  world = await createWorld({ settings, behind });
  expect(await status()).toBe(200);
  // Without a lease each request has to be asked about.
  behind.failing.add('/internal/lease');
  world.clock.push(60_000);
  world.clock.stop();
  expect(await status()).toBe(200);
});

afterEach(async () => {
  proxy.close();
  await world.close();
  await behind.stop();
});

test('after the first silence requests are refused at once, until the issuer answers again', async () => {
  proxy.mute();
  const early = Array.from({ length: 20 }, status);
  expect(new Set(await Promise.all(early))).toEqual(new Set([503]));
  await manyAreRefusedAtOnce();
  const probes = behind.asked('/health/ready').length;
  proxy.unmute();
  await behind.until(() => behind.asked('/health/ready').length > probes);
  await untilServed();
});

test('an issuer whose database stands still is silent, too', async () => {
  behind.failing.add('/health/ready');
  const hold = behind.hold('/internal/routes');
  expect(await status()).toBe(503);
  await behind.until(() => behind.asked('/health/ready').length > 0);
  await manyAreRefusedAtOnce();
  hold.release();
  behind.failing.clear();
  await untilServed();
});

test('one slow answer is no silence', async () => {
  const hold = behind.hold('/internal/routes');
  expect(await status()).toBe(200);
  await behind.until(() => behind.asked('/health/ready').length > 0);
  expect(await status()).toBe(200);
  hold.release();
});
