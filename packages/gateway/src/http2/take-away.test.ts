import { expect, test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { begin } from '../testing/pending-upstream.fixture.ts';
import { startFlooded } from './flood.fixture.ts';
import { type Field, frameTypes } from './frame-codec.fixture.ts';
import { head, request } from './frames.fixture.ts';

const as = (name: string): Field => ['authorization', `Bearer ${accessToken(name)}`];

test('a take-away cuts the stream that it is about, and no other on the connection', async () => {
  const { world, upstream, attacker: proxy } = await startFlooded();
  proxy.send(request(1, head('GET', '/api/of-alice', as('alice'))));
  proxy.send(request(3, head('GET', '/api/of-bob', as('bob'))));
  begin(await upstream.gets('/api/of-alice'));
  const ofBob = await upstream.gets('/api/of-bob');
  begin(ofBob);
  await proxy.find(({ type, stream }) => type === frameTypes.data && stream === 1);
  await proxy.find(({ type, stream }) => type === frameTypes.data && stream === 3);
  await world.issuer.change('user:alice');
  expect(await proxy.resetOf(1)).not.toBeNull();
  const before = proxy.frames.length;
  ofBob.write('data: 2\n\n');
  await proxy.find((frame) => proxy.frames.indexOf(frame) >= before && frame.stream === 3);
  expect(proxy.closed).toBe(false);
});
