import pino from 'pino';
import { expect, test } from 'vitest';
import { ThinnedLog } from './thinned-log.ts';

function open() {
  const lines: Record<string, unknown>[] = [];
  const log = new ThinnedLog(
    pino({ base: null, timestamp: false }, { write: (line) => void lines.push(JSON.parse(line)) }),
  );
  return { log, lines };
}

test('the first of a kind is a line at once, the others are one line together', () => {
  const { log, lines } = open();
  for (const requestId of ['a', 'b', 'c']) {
    log.write('warn', 'shop wrong', { client: 'shop' }, 'refused', { requestId });
  }
  log.write('warn', 'web wrong', { client: 'web' }, 'refused', { requestId: 'd' });
  expect(lines).toEqual([
    { level: 40, client: 'shop', requestId: 'a', msg: 'refused' },
    { level: 40, client: 'web', requestId: 'd', msg: 'refused' },
  ]);
  log.flush();
  expect(lines.slice(2)).toEqual([
    { level: 40, client: 'shop', more: 2, msg: 'refused, and 2 times more' },
  ]);
  log.write('warn', 'shop wrong', { client: 'shop' }, 'refused');
  log.flush();
  expect(lines).toHaveLength(4);
  for (const _ of ['a', 'b']) log.write('warn', 'shop wrong', { client: 'shop' }, 'refused');
  log.flush();
  expect(lines.at(-1)).toMatchObject({ more: 1, msg: 'refused, and once more' });
});

test('kinds without end become one line', () => {
  const { log, lines } = open();
  for (let at = 0; at < 5_000; at++) log.write('warn', `client ${at}`, { client: at }, 'refused');
  expect(lines).toHaveLength(1_000);
  log.flush();
  expect(lines.slice(1_000)).toEqual([
    { level: 40, more: 4_000, msg: 'refused: many kinds, and 4000 times more' },
  ]);
});
