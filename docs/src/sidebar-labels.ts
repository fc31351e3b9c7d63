import { defineRouteMiddleware, type StarlightRouteData } from '@astrojs/starlight/route-data';

type Entry = StarlightRouteData['sidebar'][number];

/** A folder below a chapter is a group of its name, `packages`: labels begin with a capital letter. */
export const onRequest = defineRouteMiddleware(({ locals }) => {
  locals.starlightRoute.sidebar.forEach(capitalizeGroups);
});

function capitalizeGroups(entry: Entry): void {
  if (entry.type !== 'group') return;
  entry.label = `${entry.label[0]!.toUpperCase()}${entry.label.slice(1)}`;
  entry.entries.forEach(capitalizeGroups);
}
