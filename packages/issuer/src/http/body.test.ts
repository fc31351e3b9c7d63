import { OAuthError } from '@sallyport/protocol/errors.ts';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseInput } from './body.ts';

const schema = z.strictObject({
  token: z.string().max(5),
  uses: z.int().min(1).max(100).optional(),
  permissions: z.array(z.string()).min(1).max(2).optional(),
  kind: z.enum(['user', 'client']).optional(),
  url: z.url().optional(),
  code: z.string().regex(/^\d+$/).optional(),
  key: z.string().regex(/^\d+$/, 'must be digits').optional(),
  moment: z.union([z.int(), z.string().regex(/^\d+$/)]).optional(),
});

/** What the caller of an endpoint is told. */
function refusalOf(input: unknown): string | undefined {
  try {
    parseInput(schema, input);
    return undefined;
  } catch (error) {
    return error instanceof OAuthError ? error.message : String(error);
  }
}

describe('a body of another shape is refused in plain words, with the field', () => {
  test.each<[unknown, string | undefined]>([
    [{ token: 'a' }, undefined],
    [{}, 'token: is missing'],
    [{ token: 7 }, 'token: must be text'],
    [{ token: null }, 'token: must be text'],
    [{ token: 'abcdef' }, 'token: must have 5 characters at most'],
    [{ token: 'a', uses: 'two' }, 'uses: must be a number'],
    [{ token: 'a', uses: 1.5 }, 'uses: must be a whole number'],
    [{ token: 'a', uses: 0 }, 'uses: must be 1 or more'],
    [{ token: 'a', uses: 101 }, 'uses: must be 100 at most'],
    [{ token: 'a', permissions: 'items:read' }, 'permissions: must be a list'],
    [{ token: 'a', permissions: [] }, 'permissions: must not be empty'],
    [{ token: 'a', permissions: ['a', 'b', 'c'] }, 'permissions: must have 2 entries at most'],
    [{ token: 'a', permissions: [7] }, 'permissions.0: must be text'],
    [{ token: 'a', kind: 'link' }, 'kind: must be one of user, client'],
    [{ token: 'a', url: 'here' }, 'url: must be a URL'],
    [{ token: 'a', code: 'x' }, 'code: has another form'],
    [{ token: 'a', key: 'x' }, 'key: must be digits'],
    [{ token: 'a', moment: [] }, 'moment: has another form'],
    [{ token: 'a', tokn: 'b' }, "has no field 'tokn'"],
    [[], 'must be an object'],
    [null, 'must be an object'],
  ])('%j', (input, refusal) => {
    expect(refusalOf(input)).toBe(refusal);
  });
});
