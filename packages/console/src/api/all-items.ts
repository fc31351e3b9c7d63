import { bodyOf } from './client.ts';

interface Page<Item> {
  items: Item[];
  next_cursor: string | null;
}

/** Beyond it, a list is searched instead of read. */
const maxPages = 10;

/** The items of every page of a list that is short by nature. @param read one page */
export async function allItems<Item>(
  read: (query: { limit: number; cursor?: string }) => Promise<{ data?: Page<Item> }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  for (let page = 0; page === 0 || (cursor !== null && page < maxPages); page++) {
    const body: Page<Item> = bodyOf(await read({ limit: 200, ...(cursor !== null && { cursor }) }));
    items.push(...body.items);
    cursor = body.next_cursor;
  }
  return items;
}
