import { expect, test } from 'vitest';
import { chapters } from './chapters.ts';
import { parseOptions, usage } from './options.ts';

const numbersOf = (...args: string[]) =>
  parseOptions(args, true).chapters.map(([number]) => number);

test('all chapters, or those that are asked for, each once and in their order', () => {
  expect(numbersOf()).toEqual(chapters.map((_, index) => index + 1));
  expect(numbersOf('--chapter', '2')).toEqual([2]);
  expect(numbersOf('--chapter', '4', '--chapter=2', '--chapter', '4')).toEqual([2, 4]);
});

test('it pauses for a person, and not for a program', () => {
  const pauses = (args: string[], atTerminal: boolean) => parseOptions(args, atTerminal).pause;
  expect(pauses([], true)).toBe(true);
  expect(pauses([], false)).toBe(false);
  expect(pauses(['--no-pause'], true)).toBe(false);
  expect(pauses(['--json'], true)).toBe(false);
});

test.each([
  [['--chapter', '8'], 'There is no chapter 8. There are: 1 Action links, 2 '],
  [['--chapter', '0'], 'There is no chapter 0.'],
  [['--chapter', ''], 'There is no chapter .'],
  [['--chapter', 'links'], 'There is no chapter links.'],
  [['--chapter'], "Option '--chapter <value>' argument missing"],
  [['--issuer', 'localhost'], 'localhost is no URL. It looks like http://localhost:9000.'],
  [['2'], "Unexpected argument '2'"],
  [['--chapters', '2'], "Unknown option '--chapters'"],
])('%j: %s', (args, sentence) => {
  expect(() => parseOptions(args, true)).toThrow(sentence);
});

test('the usage names every chapter', () => {
  for (const { title } of chapters) expect(usage).toContain(title);
});
