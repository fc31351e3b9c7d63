import { test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { frame, frameTypes, uint32 } from './frame-codec.fixture.ts';
import { head, request, windowUpdate } from './frames.fixture.ts';

/** Frames that ask for nothing, and that Node does not tell of (CVE-2019-9511, CVE-2019-9513). */
const prioritized = (stream: number) =>
  frame(frameTypes.priority, { stream, payload: Buffer.concat([uint32(0), Buffer.of(1)]) });

const floods: [name: string, make: (index: number) => Buffer][] = [
  ['PRIORITY of a stream', () => prioritized(1)],
  ['PRIORITY of streams that there are not', (index) => prioritized(2 * index + 3)],
  ['windows of the connection', () => windowUpdate(0, 1)],
  ['windows of a stream', () => windowUpdate(1, 1)],
  ['frames of no known type', () => frame(0x4a, { payload: Buffer.alloc(100) })],
  [
    'acknowledgements that were not asked for',
    () => frame(frameTypes.ping, { flag: 1, payload: Buffer.alloc(8) }),
  ],
  [
    'requests that are malformed',
    (index) => request(2 * index + 3, head('GET', '/x', ['Upper', 'x'])),
  ],
];

test.each(floods)('one that sends nothing but %s is cut off', async (_, make) => {
  const { attacker, isCutOff, othersAreServed } = await startFlooded();
  const token = ['authorization', `Bearer ${accessToken('alice')}`] as const;
  attacker.send(request(1, head('GET', '/api/x', token)));
  await attacker.flood(make, 2_000_000);
  await isCutOff(errors.calm, errors.protocol, errors.internal);
  await othersAreServed();
});
