import { expect, test } from 'vitest';
import { parseOptions } from './options.ts';

test('what is left out has its default', () => {
  expect(parseOptions([])).toEqual({ dataDir: '.sallyport', logLevel: 'info', help: false });
  expect(parseOptions(['-d', 'x', '--log-level', 'debug', '--help'])).toEqual({
    dataDir: 'x',
    logLevel: 'debug',
    help: true,
  });
});

test.each([
  [['--log-level', 'loud'], '--log-level is one of debug, info, warn, error.'],
  [['--role', 'issuer'], "Unknown option '--role'. The shop takes --data-dir, --log-level and"],
  [['sallyport.yaml'], "Unexpected argument 'sallyport.yaml'. The shop takes"],
  [['--data-dir'], "Option '-d, --data-dir <value>' argument missing. The shop takes"],
])('%s', (args, sentence) => {
  expect(() => parseOptions(args)).toThrow(sentence);
});
