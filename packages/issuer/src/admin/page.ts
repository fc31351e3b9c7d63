import { OAuthError } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { parseJson } from '../http/body.ts';
import { moment } from './moment.ts';

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
    // The longest place: a resource, of 300 letters in all, and a role.
    .max(2000)
    .optional()
    .describe('`next_cursor` of the page before; left out, the first page.'),
};

export const nextCursor = z.string().nullable();

/** Where a page ended, opaque to clients. */
export const encodeCursor = (place: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** The place in a cursor; null in each of its parts for the first page. */
export const readPlace = <Place extends readonly unknown[]>(
  cursor: string | undefined,
  schema: z.ZodType<Place>,
): Place | readonly [null, null] => decodeCursor(cursor, schema) ?? [null, null];

/** `next_cursor` of a page: where its last item is. */
export const writePlace = <Item>(
  more: boolean,
  items: readonly Item[],
  place: (item: Item) => readonly (string | number)[],
): string | null => {
  const last = items.at(-1);
  return more && last !== undefined ? encodeCursor(place(last)) : null;
};

/** @throws OAuthError `invalid_request` for anything that is no cursor of this list. */
export function decodeCursor<Place>(
  cursor: string | undefined,
  schema: z.ZodType<Place>,
): Place | null {
  if (cursor === undefined) return null;
  try {
    return schema.parse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new OAuthError('invalid_request', 'cursor: use next_cursor of the page before.', {
      cause,
    });
  }
}

const newestPlace = z.tuple([moment, z.uuid()]);

/** Cursors of lists that the newest comes first in: when the last one of a page was made, and its id. */
export const newestFirst = {
  read(cursor: string | undefined): { at: Date; id: string } | null {
    const place = decodeCursor(cursor, newestPlace);
    return place && { at: new Date(place[0]), id: place[1] };
  },
  write: (place: { at: Date; id: string } | null): string | null =>
    place && encodeCursor([place.at.toISOString(), place.id]),
};

export const readMoment = (text: string | undefined): Date | null =>
  text === undefined ? null : new Date(text);
