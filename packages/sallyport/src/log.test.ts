import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { describeError, fileLog, formatLine } from './log.ts';

test('a line is JSON with its level in words; SIGHUP opens the file anew', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'sallyport-log-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const path = join(directory, 'sallyport.log');
  const log = fileLog('info', path);
  log.warn({ client: 'shop' }, 'refused');
  const read = async () => JSON.parse(await readFile(path, 'utf8').catch(() => 'null'));
  await expect
    .poll(() => read().catch(() => null))
    .toEqual({ level: 'warn', time: expect.any(String), client: 'shop', msg: 'refused' });
  await rename(path, `${path}.1`);
  process.kill(process.pid, 'SIGHUP');
  await expect.poll(() => readFile(path, 'utf8').catch(() => null)).toBe('');
  log.error({ err: new Error('why') }, 'failed');
  await expect
    .poll(() => read().catch(() => null))
    .toMatchObject({ level: 'error', err: { message: 'why' }, msg: 'failed' });
});

test('an error with causes is one sentence and one stack, that of where it began', () => {
  const root = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9001'), {
    code: 'ECONNREFUSED',
  });
  const error = new Error('No answer from the issuer.', { cause: new Error('', { cause: root }) });
  expect(describeError(error)).toEqual({
    type: 'Error',
    code: 'ECONNREFUSED',
    message: 'No answer from the issuer.: connect ECONNREFUSED 127.0.0.1:9001',
    stack: root.stack,
  });
});

test('a cause that leads back to itself has an end', () => {
  const one = new Error('one');
  one.cause = new Error('two', { cause: one });
  expect(describeError(one)).toMatchObject({ message: 'one: two' });
});

test.each([
  ['error', 'error'],
  ['warn', 'warning'],
])('%s is told to a person as %s', (level, label) => {
  const line = JSON.stringify({ level, msg: 'It failed', err: { message: 'why' } });
  expect(formatLine(line)).toContain(label);
  expect(formatLine(line)).toContain('It failed: why');
});

test('a person is told what a line is about, and why', () => {
  const line = (fields: object) => formatLine(JSON.stringify({ level: 'warn', ...fields }));
  expect(
    line({ provider: 'google', message: 'fetch failed', msg: 'provider cannot be discovered' }),
  ).toContain('provider cannot be discovered (provider google): fetch failed\n');
  const err = { message: 'connect ECONNREFUSED 127.0.0.1:3000' };
  expect(
    line({ err, upstream: 'http://orders:3000', msg: 'An upstream did not answer' }),
  ).toContain(
    'An upstream did not answer (upstream http://orders:3000): connect ECONNREFUSED 127.0.0.1:3000',
  );
  expect(line({ peer: '10.0.0.7', reason: 'no signature', msg: 'No header' })).toContain(
    'No header (peer 10.0.0.7): no signature',
  );
});

test('what ends the command is told by the command', () => {
  expect(formatLine(JSON.stringify({ level: 'fatal', msg: 'x' }))).toBe('');
});
