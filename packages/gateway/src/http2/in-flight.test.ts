import { expect, test } from 'vitest';
import { ask2, connectTls } from './asking.fixture.ts';
import { startFlooded } from './flood.fixture.ts';
import { frameTypes } from './frame-codec.fixture.ts';
import { head, ping, request } from './frames.fixture.ts';

const windowSize = 4;
const proxies = { networks: ['127.0.0.0/8'], header: 'x-forwarded-for', protocol: false } as const;

test('who takes no answer, be it a refusal, leaves room in the gateway for others', async () => {
  const { world, attacker } = await startFlooded({
    settings: [[windowSize, 0]],
    limits: { inFlight: 100 },
    proxies,
  });
  for (let n = 0; n < 200; n++) {
    // All addresses of a /64 are one caller.
    const address = ['x-forwarded-for', `2001:db8::${n}`] as const;
    attacker.send(request(2 * n + 1, head('GET', '/nothing', address)));
  }
  attacker.send(ping());
  await attacker.acknowledged(1);
  const heads = attacker.frames.filter(({ type }) => type === frameTypes.headers);
  expect(heads).toHaveLength(200);
  const session = connectTls(world.port);
  const statusFrom = async (address: string) =>
    (await ask2(session, '/api/ok', { 'x-forwarded-for': address })).status;
  expect(await statusFrom('2001:db8::ffff')).toBe(503);
  expect(await statusFrom('2001:db8:0:1::1')).toBe(200);
  session.close();
});
