import { expect, test } from 'vitest';
import { bucketsOf, secondsUntil } from './throttle.ts';

const key = Buffer.alloc(32, 1);
const stranger = { email: 'Alice@example.com', network: '192.0.2.1', device: null };
const names = (guesser: Parameters<typeof bucketsOf>[0]) =>
  bucketsOf(guesser, key).map(({ name }) => name);

test('a stranger is counted at the account, at the network, and at both together', () => {
  expect(names(stranger)).toEqual([
    expect.stringMatching(/^accountFromNetwork [0-9a-f]{5}$/),
    expect.stringMatching(/^network [0-9a-f]{5}$/),
    expect.stringMatching(/^account [0-9a-f]{5}$/),
  ]);
  expect(names({ ...stranger, email: 'ALICE@example.com' })).toEqual(names(stranger));
});

test('a known device is counted by itself', () => {
  expect(names({ ...stranger, device: 'd' })).toEqual([expect.stringMatching(/^device /)]);
  const elsewhere = { ...stranger, network: '198.51.100.7', device: 'd' };
  expect(names(elsewhere)).toEqual(names({ ...stranger, device: 'd' }));
});

test('who does not know the key cannot tell what shares a bucket', () => {
  expect(bucketsOf(stranger, Buffer.alloc(32, 2)).map(({ name }) => name)).not.toEqual(
    names(stranger),
  );
});

test('a wait is never of no seconds', () => {
  expect(secondsUntil(new Date(1_001), new Date(1_000))).toBe(1);
  expect(secondsUntil(new Date(3_001), new Date(1_000))).toBe(3);
});
