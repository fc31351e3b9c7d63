import { expect, test } from 'vitest';
import { errors, mebibyte, startFlooded } from './flood.fixture.ts';
import { block, flags, frame, frameTypes } from './frame-codec.fixture.ts';
import { head } from './frames.fixture.ts';

const begun = frame(frameTypes.headers, { stream: 1, payload: block(head('GET', '/api/x')) });
const goesOn = (payload: Buffer) => () => frame(frameTypes.continuation, { stream: 1, payload });

test.each([
  ['empty ones', Buffer.alloc(0)],
  ['small ones', block([['x-a', '1']])],
  ['large ones', block([['x-a', 'a'.repeat(16_000)]])],
])('a header section without an end, %s, is cut off (CVE-2024-27316)', async (_, payload) => {
  const { attacker, isCutOff, othersAreServed } = await startFlooded();
  const before = process.memoryUsage.rss();
  attacker.send(begun);
  await attacker.flood(goesOn(payload), 20_000);
  await isCutOff(errors.calm, errors.internal);
  await othersAreServed();
  expect(process.memoryUsage.rss() - before).toBeLessThan(128 * mebibyte);
});

test('a header section in a few frames is one', async () => {
  const { attacker } = await startFlooded();
  const end = { flag: flags.endHeaders, stream: 1, payload: block([['x-a', '1']]) };
  attacker.send(begun, goesOn(block([['x-b', '1']]))(), frame(frameTypes.continuation, end));
  attacker.send(frame(frameTypes.data, { flag: flags.endStream, stream: 1 }));
  const answered = await attacker.find(({ stream }) => stream === 1);
  expect(answered?.type).toBe(frameTypes.headers);
});
