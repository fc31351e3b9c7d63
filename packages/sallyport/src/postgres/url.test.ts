import { parseServerUrl } from '@sallyport/issuer/database/server-url.ts';
import { expect, test } from 'vitest';
import { socketUrl } from './url.ts';

test('a directory with any name is found again by the database connection', () => {
  const url = socketUrl('/var/lib/my data', 5432, 'sallyport', 'db');
  expect(parseServerUrl(url)).toMatchObject({
    hosts: [{ host: '/var/lib/my data', port: 5432 }],
    user: 'sallyport',
    database: 'db',
  });
});
