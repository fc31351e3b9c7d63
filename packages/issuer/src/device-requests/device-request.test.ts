import { expect, test } from 'vitest';
import { answerToPoll, readUserCode } from './device-request.ts';

test.each(['WDJBMJHT', 'wdjb-mjht', ' WDJB MJHT ', 'w d j b–m j h t', 'ＷＤＪＢ－ＭＪＨＴ'])(
  'reads %j',
  (typed) => {
    expect(readUserCode(typed)).toBe('WDJBMJHT');
  },
);

test.each(['', 'WDJB-MJH', 'WDJB-MJHTB', 'WDJA-MJHT', 'WDJB.MJHT', '1DJB-MJHT', 'WDJB-MJHT\u0000'])(
  '%j is no code',
  (typed) => {
    expect(readUserCode(typed)).toBeNull();
  },
);

const now = new Date('2026-11-27T10:00:00Z');
const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const pending = { expiresAt: at(60), early: false, answered: false, allowed: false };

test.each([
  [null, 'unknown'],
  [pending, 'pending'],
  [{ ...pending, early: true }, 'too early'],
  [{ ...pending, answered: true }, 'denied'],
  [{ ...pending, answered: true, allowed: true }, 'allowed'],
  [{ ...pending, answered: true, allowed: true, early: true }, 'too early'],
  [{ ...pending, answered: true, allowed: true, expiresAt: at(0) }, 'expired'],
] as const)('%j is told: %s', (request, told) => {
  expect(answerToPoll(request, now)).toBe(told);
});
