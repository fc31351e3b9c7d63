import { expect, test } from 'vitest';
import { limitsOf, limitsSchema } from './limits.ts';
import { defaultLimits } from './settings.ts';

test('what is left out is as the gateway has it by itself', () => {
  const limits = limitsOf(limitsSchema.parse({}));
  expect({ ...defaultLimits, ...limits }).toEqual(defaultLimits);
  expect(Object.keys(limits)).toHaveLength(Object.keys(limitsSchema.shape).length);
});

test('times are in seconds', () => {
  const parsed = limitsSchema.parse({ upload_timeout: 1.5, stream_timeout: 3_600 });
  expect(limitsOf(parsed)).toMatchObject({ uploadTimeout: 1_500, streamTimeout: 3_600_000 });
  expect(limitsSchema.safeParse({ upload_timeout: 0 }).success).toBe(false);
});
