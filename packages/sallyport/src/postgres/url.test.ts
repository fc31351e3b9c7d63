import { expect, test } from 'vitest';
import { socketOptions, socketUrl } from './url.ts';

test('the driver is told the directory of the socket', () => {
  const url = socketUrl('/var/lib/my data', 5432, 'sallyport', 'sallyport');
  expect(url).toBe('postgres://sallyport@%2Fvar%2Flib%2Fmy%20data:5432/sallyport');
  expect(socketOptions(url)).toEqual({ host: '/var/lib/my data' });
});

test.each([
  'postgres://u:p@db.example:5432/name',
  'postgres://localhost/%2Ftmp',
  'postgresql:///x',
])('nothing is added to %s', (url) => {
  expect(socketOptions(url)).toEqual({});
});
