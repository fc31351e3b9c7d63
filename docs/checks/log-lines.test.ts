import { expect, test } from 'vitest';
import { callsIn, logCalls } from '../generators/log-calls.ts';
import { atRunTime, explanations } from '../generators/log-explanations.ts';
import { explanationOf } from '../generators/log-lines.ts';

const calls = logCalls();
const grave = ['warn', 'error', 'warn or error', 'fatal'];

test('each warning and error is explained', () => {
  expect(calls.length).toBeGreaterThan(60);
  const unexplained = calls.filter((call) => grave.includes(call.level) && !explanationOf(call));
  expect(unexplained.map(({ package: name, message }) => `${name}: ${message}`)).toEqual([]);
});

test('nothing is explained that is not written', () => {
  const written = new Set(calls.map(({ package: name, message }) => `${name}: ${message}`));
  expect(Object.keys(explanations).filter((key) => !written.has(key))).toEqual([]);
  const levels = new Set(
    calls.map(({ package: name, level, message }) => `${name} ${level} ${message}`),
  );
  expect(Object.keys(atRunTime).filter((key) => !levels.has(key))).toEqual([]);
});

test('calls are found however they are written', () => {
  const source = `
    this.#with.log.warn({ err, member: id }, \`Cannot \${task}\`);
    log.info(found ? 'one' : 'two');
    accessLog.error('a ' + 'b');
    thinned.write('warn', kind, { network }, 'refused', { requestId });
    console.log('no');`;
  expect(callsIn(source, 'x')).toEqual([
    { package: 'x', level: 'warn', message: 'Cannot …', fields: ['err', 'member'] },
    { package: 'x', level: 'info', message: 'one', fields: [] },
    { package: 'x', level: 'info', message: 'two', fields: [] },
    { package: 'x', level: 'error', message: 'a b', fields: [] },
    { package: 'x', level: 'warn', message: 'refused', fields: ['network', 'requestId'] },
  ]);
});
