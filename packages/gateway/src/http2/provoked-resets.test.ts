import { expect, test } from 'vitest';
import { accessToken } from '../testing/gateway.fixture.ts';
import { errors, startFlooded } from './flood.fixture.ts';
import { type Field, flags, frame, frameTypes, uint32 } from './frame-codec.fixture.ts';
import { data, head, request, windowUpdate } from './frames.fixture.ts';

/** What makes a server reset a stream whose request it has begun to work on. */
const token: Field = ['authorization', `Bearer ${accessToken('alice')}`];
const get = head('GET', '/api/x', token);
const post = head('POST', '/api/x', token, ['content-length', '1']);
const largest = 2 ** 31 - 1;

const provocations: [name: string, of: (stream: number) => Buffer[]][] = [
  ['a window of nothing', (id) => [request(id, get), windowUpdate(id, 0)]],
  ['a window that is too large', (id) => [request(id, get), windowUpdate(id, largest)]],
  ['data behind the end', (id) => [request(id, get), data(id, 'x')]],
  ['more data than announced', (id) => [request(id, post, false), data(id, 'xyz')]],
  ['headers behind the end', (id) => [request(id, get), request(id, get)]],
  [
    'a priority on itself',
    (id) => [
      request(id, get),
      frame(frameTypes.priority, {
        stream: id,
        payload: Buffer.concat([uint32(id), Buffer.of(1)]),
      }),
    ],
  ],
  [
    'a priority of another length',
    (id) => [
      request(id, get),
      frame(frameTypes.priority, { stream: id, payload: Buffer.alloc(3) }),
    ],
  ],
  [
    'a header that is malformed',
    (id) => [request(id, head('GET', '/api/x', token, ['Upper', 'x']))],
  ],
  [
    'trailers without an end',
    (id) => [
      request(id, post, false),
      frame(frameTypes.headers, { flag: flags.endHeaders, stream: id }),
    ],
  ],
];

test.each(provocations)('%s cuts the caller off (CVE-2025-8671)', async (_, of) => {
  const { upstream, attacker, isCutOff, othersAreServed } = await startFlooded();
  await attacker.flood((index) => Buffer.concat(of(2 * index + 1)), 20_000);
  const { calm, internal, protocol, streamClosed, frameSize } = errors;
  await isCutOff(calm, internal, protocol, streamClosed, frameSize);
  await othersAreServed();
  // What it made others work on has a bound.
  expect(upstream.arrived.length).toBeLessThan(1_000);
});
