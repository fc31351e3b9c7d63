import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';

/** What every list in pages takes. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe('How many on one page, at most.'),
  cursor: z
    .string()
    .max(200)
    .optional()
    .describe('`next_cursor` of the page before; left out, the first page.'),
};

export const nextCursor = z.string().nullable();

/** Where a page ended, opaque to clients. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** @throws OAuthError `invalid_request` for anything that is no cursor of this list. */
export function decodeCursor<Place>(
  cursor: string | undefined,
  schema: z.ZodType<Place>,
): Place | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new OAuthError('invalid_request', 'cursor: use next_cursor of the page before.', {
      cause,
    });
  }
}
