import { OAuthError } from '@sallyport/protocol/errors.ts';
import { expect, test } from 'vitest';
import { explainApplyError, explainDatabaseError, explainListenError } from './explain-start.ts';

const withCode = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more });

test.each([
  [
    'ENOTFOUND',
    '',
    /^PostgreSQL at db does not answer \(ENOTFOUND\)\. .* DATABASE_URL is right\.$/,
  ],
  ['ECONNRESET', '', /DATABASE_URL is right\.$/],
  ['CONNECTION_NO_TLS', '?sslmode=require', /Set ssl = on there, or change sslmode/],
  ['25006', '', /takes no writes: it is a standby, or was made read-only\. Name the primary/],
  ['SELF_SIGNED_CERT_IN_CHAIN', '?sslmode=verify-full', /is not trusted .*sslrootcert=FILE/],
])('%s of a database at postgres://db/app%s', (code, query, sentence) => {
  const place = { url: `postgres://me:hunter2@db/app${query}`, dataDir: '/data', movedTo: null };
  expect(explainDatabaseError(withCode(code), place)).toMatchObject({
    name: 'StartupError',
    message: expect.stringMatching(sentence),
  });
});

test('a host to listen at that has no address', () => {
  const listener = { name: 'issuer', key: 'issuer.listen', host: 'nosuchhost', port: 9000 };
  const error = withCode('ENOTFOUND', { hostname: 'nosuchhost' });
  expect(explainListenError(error, [listener])).toMatchObject({
    message:
      'nosuchhost is no address of this machine, and the issuer listens there. ' +
      'Change issuer.listen in the configuration.',
  });
});

test('a password that the schema lets through and the hash does not', () => {
  const error = new OAuthError('invalid_request', 'A password has 1 to 1024 bytes.');
  expect(explainApplyError(error)).toMatchObject({
    name: 'StartupError',
    message: 'The configuration cannot be applied: A password has 1 to 1024 bytes.',
  });
});
