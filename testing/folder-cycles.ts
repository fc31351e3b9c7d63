import type { SourceFile } from './source-file.ts';

/** An import that leads from one folder of the issuer to another. */
export interface Edge {
  from: string;
  to: string;
  /** `links/link.ts → clients/client.ts`. */
  example: string;
}

/**
 * Who knows whom among the issuer's folders. An import of a type counts like any other: who needs
 * the shape of another room's values changes with that room, and cannot be moved without it. Files
 * in `src` itself do not: they put the rooms together.
 */
export function findEdges(files: readonly SourceFile[]): Edge[] {
  const edges = files.flatMap((file) =>
    file.isTest || file.package !== 'issuer'
      ? []
      : file.imports.flatMap(({ target }) => {
          const isEdge =
            target?.package === 'issuer' && target.folder && target.folder !== file.folder;
          if (!isEdge || !file.folder) return [];
          const example = `${short(file.path)} → ${short(target.path)}`;
          return [{ from: file.folder, to: target.folder, example }];
        }),
  );
  return [...new Map(edges.map((edge) => [`${edge.from} ${edge.to}`, edge])).values()];
}

const short = (path: string): string => path.replace(/^packages\/issuer\/src\//, '');

/** Folders that reach one another, each group sorted. */
export function findCycles(edges: readonly Edge[]): string[][] {
  const folders = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].toSorted();
  const reachable = new Map(folders.map((folder) => [folder, reach(folder, edges)]));
  const groups = folders.map((folder) =>
    folders.filter(
      (other) => reachable.get(folder)?.has(other) && reachable.get(other)?.has(folder),
    ),
  );
  const distinct = new Map(groups.map((group) => [group.join(), group]));
  return [...distinct.values()].filter((group) => group.length > 1);
}

function reach(start: string, edges: readonly Edge[]): Set<string> {
  const found = new Set<string>();
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const { from, to } of edges) {
      if (from !== folder || found.has(to)) continue;
      found.add(to);
      waiting.push(to);
    }
  }
  return found;
}
