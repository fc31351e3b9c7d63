import { coalesce } from '../database/coalesce.ts';
import type { Sql } from '../database/connection.ts';
import { insertLinks, type NewLink } from './links.store.ts';

/**
 * Stores a link, unless its client may not hand on what it is for: then the result says what the client
 * may do. Links that are made at the same moment share a statement, and so one write to disk.
 *
 * @returns whether the link was stored, and the permissions that its client has at the API; null when
 *   it may not call the API.
 */
export type LinkWriter = (link: NewLink) => Promise<string[] | null>;

/** Of one statement: more would make the first of them wait for the others. */
const maxLinks = 64;

export function createLinkWriter(sql: Sql): LinkWriter {
  const write = coalesce<string[] | null, NewLink>(async (links) => {
    const held = await insertLinks(sql, links);
    return new Map(links.map((link) => [link, held.get(link.id) ?? null]));
  }, maxLinks);
  return async (link) => (await write(link)) ?? null;
}
