import { expect, test, vi } from 'vitest';
import { Acknowledgements } from './acknowledgements.ts';

function start() {
  const clock = { now: 1_000, monotonic: () => clock.now };
  const onDue = vi.fn();
  const acknowledgements = new Acknowledgements(clock, onDue);
  const upTo = (applied: number | null, epoch = 'a') => acknowledgements.upTo({ epoch, applied });
  return { clock, acknowledgements, upTo };
}

test('without decisions that are kept, all that is applied is acknowledged', () => {
  const { upTo } = start();
  expect([upTo(null), upTo(5), upTo(7), upTo(7)]).toEqual([0, 5, 7, 7]);
});

test('a change waits for decisions given before it, and no longer', () => {
  const { clock, acknowledgements, upTo } = start();
  upTo(5);
  acknowledgements.waitUntil(3_000);
  expect(upTo(6)).toBe(5);
  // Given after the change, it knows of it.
  acknowledgements.waitUntil(4_000);
  expect(upTo(6)).toBe(5);
  clock.now = 3_000;
  expect(upTo(6)).toBe(6);
  expect(upTo(7)).toBe(6);
  clock.now = 4_000;
  expect(upTo(7)).toBe(7);
});

test('positions of another epoch count from there', () => {
  const { clock, acknowledgements, upTo } = start();
  upTo(500);
  acknowledgements.waitUntil(3_000);
  expect(upTo(501)).toBe(500);
  expect(upTo(3, 'b')).toBe(0);
  clock.now = 3_000;
  expect(upTo(3, 'b')).toBe(3);
});
