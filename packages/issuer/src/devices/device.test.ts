import { expect, test } from 'vitest';
import { readDevice } from './device.ts';

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    { browser: 'Firefox', system: 'Linux' },
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0',
    { browser: 'Microsoft Edge', system: 'Windows' },
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    { browser: 'Safari', system: 'iOS' },
  ],
])('%s', (userAgent, device) => {
  expect(readDevice(userAgent)).toEqual(device);
});

test.each([null, '', ' ', 'x', '<script>alert(1)</script>', 'Mozilla/5.0', '(((', '\u202e/1'])(
  'says nothing of %j but what a name can be',
  (userAgent) => {
    const { browser, system } = readDevice(userAgent);
    expect([browser, system].every((name) => name === null || name.length <= 30)).toBe(true);
    expect(system).toBeNull();
  },
);

test('a long one takes no time', () => {
  const started = performance.now();
  for (const part of ['Mozilla/5.0 ', 'Opera ', '(', ' Version/', 'Safari/ ']) {
    readDevice(part.repeat(512).slice(0, 512));
  }
  expect(performance.now() - started).toBeLessThan(200);
});
