import { describe, expect, test } from 'vitest';
import {
  descendants,
  type ProcessStat,
  parseBusySeconds,
  parsePss,
  parseStat,
  usageOf,
} from './proc.ts';

const stat = (command: string) =>
  `4711 (${command}) S 12 4711 4711 0 -1 4194560 9 8 7 6 100 20 3 4 20 0 11 0 99 88 77`;

describe('parseStat', () => {
  test('adds user and system time of the process and of its ended children', () => {
    expect(parseStat(stat('node'))).toEqual({
      pid: 4711,
      command: 'node',
      parent: 12,
      ticks: 127,
    });
  });
  test('is not led astray by a command with spaces and parentheses', () => {
    const { command, parent } = parseStat(stat('tmux: (a) b'));
    expect({ command, parent }).toEqual({ command: 'tmux: (a) b', parent: 12 });
  });
  test('refuses anything else', () => {
    expect(() => parseStat('')).toThrow(SyntaxError);
  });
});

test('parsePss takes the whole, not its parts', () => {
  const text = 'Rss:   9000 kB\nPss:    1234 kB\nPss_Anon:   1000 kB\n';
  expect(parsePss(text)).toBe(1234 * 1024);
  expect(() => parsePss('Rss: 9000 kB\n')).toThrow('no line "Pss"');
});

test('parseBusySeconds leaves idle, waiting and stolen time out', () => {
  expect(parseBusySeconds('cpu  100 20 30 99999 5000 4 6 777 0 0\ncpu0 1 2 3\n')).toBe(1.6);
});

const process = (pid: number, parent: number, command = 'node', ticks = 0): ProcessStat => ({
  pid,
  parent,
  command,
  ticks,
});

test('descendants follows every generation and no other process', () => {
  const all = [process(5, 3), process(1, 0), process(2, 1), process(3, 2), process(4, 1)];
  expect(descendants(all, 2).map(({ pid }) => pid)).toEqual([2, 3, 5]);
});

test('usageOf counts PostgreSQL apart', () => {
  const tree = [
    process(1, 0, 'node', 150),
    process(2, 1, 'postgres', 200),
    process(3, 2, 'postgres', 50),
  ];
  expect(usageOf(tree)).toEqual({ serverCpuSeconds: 1.5, postgresCpuSeconds: 2.5 });
});
