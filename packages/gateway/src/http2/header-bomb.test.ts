import { expect, test } from 'vitest';
import { errors, mebibyte, startFlooded } from './flood.fixture.ts';
import { block, type Field, flags, frame, frameTypes } from './frame-codec.fixture.ts';
import { head, request } from './frames.fixture.ts';

/** A literal that enters the table (RFC 7541, section 6.2.1): a name and a value of so many bytes. */
const indexed = (value: string): Buffer => {
  const [, ...literal] = block([['x', value]]);
  return Buffer.from([0x40, ...literal]);
};
/** The entry that was made last (section 6.1). */
const again = Buffer.of(0x80 | 62);

test('a few bytes that stand for many headers are refused (CVE-2016-6581)', async () => {
  const { attacker, othersAreServed } = await startFlooded();
  const before = process.memoryUsage.rss();
  const bomb = (stream: number) =>
    frame(frameTypes.headers, {
      flag: flags.endHeaders | flags.endStream,
      stream,
      payload: Buffer.concat([
        block(head('GET', '/api/x')),
        indexed('a'.repeat(4_000)),
        Buffer.alloc(8_000, again),
      ]),
    });
  attacker.send(bomb(1));
  expect(await attacker.resetOf(1)).toBe(errors.calm);
  await attacker.flood((index) => bomb(2 * index + 3), 500);
  expect(process.memoryUsage.rss() - before).toBeLessThan(128 * mebibyte);
  await othersAreServed();
});

test.each<[string, Field[]]>([
  ['too many', Array.from({ length: 250 }, (_, n): Field => [`x-${n}`, ''])],
  ['too long', Array.from({ length: 3 }, (_, n): Field => [`x-${n}`, 'a'.repeat(12_000)])],
])('headers that are %s end their stream, and the connection goes on', async (_, more) => {
  const { attacker } = await startFlooded();
  const payload = block([...head('GET', '/nothing'), ...more]);
  const size = 16_000;
  const pieces = Array.from({ length: Math.ceil(payload.length / size) }, (_, n) =>
    payload.subarray(n * size, (n + 1) * size),
  );
  pieces.forEach((piece, n) => {
    const isLast = n === pieces.length - 1;
    const flag = (isLast ? flags.endHeaders : 0) | (n === 0 ? flags.endStream : 0);
    const type = n === 0 ? frameTypes.headers : frameTypes.continuation;
    attacker.send(frame(type, { flag, stream: 1, payload: piece }));
  });
  expect(await attacker.resetOf(1)).toBe(errors.calm);
  attacker.send(request(3, head('GET', '/nothing')));
  expect(await attacker.find(({ stream }) => stream === 3)).toMatchObject({ type: 1 });
});
