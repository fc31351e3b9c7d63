import { expect, test } from 'vitest';
import { OAuthError } from './errors.ts';

test('what goes over the wire is code and description, never the cause', () => {
  const error = new OAuthError('invalid_grant', 'The code has expired.', { cause: 'the secret' });
  expect(error.status).toBe(400);
  expect(JSON.stringify(error)).toBe(
    '{"error":"invalid_grant","error_description":"The code has expired."}',
  );
});
