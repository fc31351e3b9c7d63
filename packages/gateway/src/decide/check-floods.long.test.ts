import { expect, test } from 'vitest';
import { errors } from '../http2/flood.fixture.ts';
import { FrameConnection, head, ping, request, reset, settings } from '../http2/frames.fixture.ts';
import { accessToken, bearer } from '../testing/gateway.fixture.ts';
import { call, connectTo, encodeCheck } from './check.fixture.ts';
import { startJudging } from './verdicts.fixture.ts';

const path = '/envoy.service.auth.v3.Authorization/Check';
const fields = head('POST', path, ['content-type', 'application/grpc'], ['te', 'trailers']);

const floods: [name: string, make: (index: number) => Buffer][] = [
  ['PING', ping],
  ['SETTINGS', () => settings()],
  [
    'checks that it takes back',
    (index) => Buffer.concat([request(2 * index + 1, fields, false), reset(2 * index + 1)]),
  ],
];

test.each(floods)('one that floods with %s is cut off, and others are judged', async (_, make) => {
  const world = await startJudging();
  const attacker = await FrameConnection.openPlain(world.decideGrpcPort);
  await attacker.flood(make, 200_000);
  expect([errors.calm, null]).toContain(await attacker.goaway());
  await attacker.end();
  const session = connectTo(world.decideGrpcPort);
  const headers = bearer(accessToken('alice'));
  const question = { method: 'GET', path: '/api/x', host: 'shop.example', headers };
  expect((await call(session, encodeCheck(question))).status).toBe(200);
  session.close();
  await world.close();
});
