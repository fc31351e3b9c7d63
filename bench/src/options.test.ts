import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

const rows = ['token', 'guard'];

test('what is left out has its default', () => {
  expect(parseOptions(['--only', 'guard'], rows)).toEqual({
    only: ['guard'],
    seconds: 5,
    rounds: 3,
    connections: 32,
    people: 1_000_000,
    json: null,
  });
});

test.each([
  [['--only', 'tokn'], 'There is no row "tokn". The rows are token, guard.'],
  [['--seconds', 'x'], '--seconds must be a number from 0.5 to 60.'],
  [['--rounds', '0'], '--rounds must be a number from 1 to 50.'],
])('%j is refused', (args, message) => {
  expect(() => parseOptions(args, rows)).toThrow(message);
});

test('help is no measurement', () => {
  expect(parseOptions(['--help'], rows)).toBeNull();
});
