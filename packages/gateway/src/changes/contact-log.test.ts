import pino from 'pino';
import { expect, test } from 'vitest';
import { ContactLog } from './contact-log.ts';

function open() {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { base: null, timestamp: false },
    { write: (line) => void lines.push(JSON.parse(line)) },
  );
  let now = 0;
  const contact = new ContactLog(log, { monotonic: () => now });
  return { contact, lines, pass: (ms: number) => (now += ms) };
}

test('ten minutes without an issuer are a line a minute, and one when it is back', () => {
  const { contact, lines, pass } = open();
  for (let at = 0; at < 6_000; at++) {
    contact.failed('renew the lease', new Error('No answer from the issuer.'));
    pass(100);
  }
  contact.succeeded('renew the lease');
  expect(lines[0]).toMatchObject({ level: 40, msg: 'Cannot renew the lease' });
  expect(lines.slice(1, -1).map(({ msg }) => msg)).toEqual(
    Array(9).fill('Still cannot renew the lease'),
  );
  expect(lines.at(-1)).toEqual({
    level: 30,
    lastedMs: 600_000,
    failures: 6_000,
    msg: 'Can renew the lease again',
  });
});

test('what went well all the time is no line', () => {
  const { contact, lines } = open();
  contact.succeeded('follow the changes');
  expect(lines).toEqual([]);
});
