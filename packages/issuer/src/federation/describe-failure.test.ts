import { expect, test } from 'vitest';
import { freePort } from '../../../../testing/ports.ts';
import { describeFailure } from './describe-failure.ts';

const failureOf = (url: string) => fetch(url).catch((error: unknown) => describeFailure(error));

test('a provider that cannot be reached is told with what failed', async () => {
  const port = await freePort();
  expect(await failureOf(`http://127.0.0.1:${port}`)).toEqual({
    failure: 'TypeError',
    code: 'ECONNREFUSED',
    reason: undefined,
    message: `fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`,
  });
});

test('the cause of any other error stays out', () => {
  const cause = Object.assign(new Error('claims of alice'), { code: 'claims' });
  expect(JSON.stringify(describeFailure(new TypeError('wrong type', { cause })))).not.toContain(
    'claims',
  );
});
