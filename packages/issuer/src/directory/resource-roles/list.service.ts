import type { Context } from '../../context.ts';
import type { ListedResourceRole, Resource, ResourceHolder } from './resource-role.ts';
import { type PageOf, readOfHolder, readOnResource } from './resource-roles.store.ts';

interface Page {
  items: ListedResourceRole[];
  more: boolean;
}

/** One page of what a user, group or client has by itself, and whether there are more. */
export async function listOfHolder(
  holder: ResourceHolder,
  page: PageOf<readonly [string, string, string]>,
  { sql }: Pick<Context, 'sql'>,
): Promise<Page> {
  return cut(await readOfHolder(sql, holder, { ...page, limit: page.limit + 1 }), page.limit);
}

/** One page of who has what on a resource, and whether there are more. */
export async function listOnResource(
  resource: Resource,
  page: PageOf<number>,
  { sql }: Pick<Context, 'sql'>,
): Promise<Page> {
  return cut(await readOnResource(sql, resource, { ...page, limit: page.limit + 1 }), page.limit);
}

const cut = (items: ListedResourceRole[], limit: number): Page => ({
  items: items.slice(0, limit),
  more: items.length > limit,
});
