import type { AdminClient } from '../admin-client.ts';
import { UsageError } from '../usage-error.ts';
import type { Fields, Given } from './admin-command.ts';

interface Wanted {
  path: string;
  query: Given;
  /** Infinity for all of them. */
  limit: number;
  /** The list has one page, and takes no limit. */
  whole: boolean;
}

interface Page {
  items: Fields[];
  next_cursor?: string | null;
}

/** As many as the API gives at a time. */
const perPage = 200;

/** The items of a list, page by page, as they are read; until its reader has seen enough, as `head` has. */
export async function* itemsOf(
  admin: AdminClient,
  { path, query, limit, whole }: Wanted,
): AsyncGenerator<Fields[]> {
  let cursor: string | null | undefined;
  let left = limit;
  do {
    const size = whole ? {} : { limit: String(Math.min(left, perPage)) };
    const asked = { ...query, ...size, ...(cursor && { cursor }) };
    const page = (await admin.call('GET', path + queryOf(asked))) as Page;
    yield page.items;
    left -= page.items.length;
    cursor = page.next_cursor;
  } while (cursor && left > 0 && !process.stdout.destroyed);
}

function queryOf(fields: Given): string {
  const present = Object.entries(fields).filter((field): field is [string, string] => !!field[1]);
  return present.length === 0 ? '' : `?${new URLSearchParams(present)}`;
}

/** @throws UsageError */
export function readLimit(text: string | undefined): number {
  if (text === undefined) return Number.POSITIVE_INFINITY;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new UsageError('--limit is a number from 1 on.');
}
