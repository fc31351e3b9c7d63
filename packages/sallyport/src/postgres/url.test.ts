import { socketOptions } from '@sallyport/issuer/database/socket-url.ts';
import { expect, test } from 'vitest';
import { socketUrl } from './url.ts';

test('the driver is told the directory of the socket', () => {
  const url = socketUrl('/var/lib/my data', 5432, 'sallyport', 'sallyport');
  expect(url).toBe('postgres://sallyport@%2Fvar%2Flib%2Fmy%20data:5432/sallyport');
  expect(socketOptions(url)).toEqual({ host: '/var/lib/my data' });
});
