import type { Import, SourceFile } from './source-file.ts';

/** What a file of the issuer does to the outside, by line. */
interface Deed {
  line: number;
  what: string;
}

type Kind = 'HTTP' | 'SQL' | 'a store' | 'a service' | 'the time';

/** What each suffix may not do; of others nothing is said here. */
const forbidden: Record<string, readonly Kind[]> = {
  '': ['HTTP', 'SQL', 'a store', 'a service', 'the time'],
  service: ['HTTP', 'SQL'],
  store: ['HTTP', 'a service', 'the time'],
  sql: ['HTTP', 'a store', 'a service', 'the time'],
  endpoint: ['SQL'],
  middleware: ['SQL'],
  driver: ['SQL', 'a store', 'a service', 'the time'],
};

const instead: Record<Kind, string> = {
  HTTP: 'Requests and answers belong in an x.endpoint.ts, or in http/: take what it parsed.',
  SQL: 'Statements belong in an x.store.ts of the same folder.',
  'a store': 'A file that coordinates is an x.service.ts: rename it, or take what was read.',
  'a service': 'A file that coordinates is an x.service.ts: rename it, or take what it gave.',
  'the time': 'Take `now`, or rename the file to x.service.ts if it coordinates.',
};

/** Where these live the suffixes say nothing. */
const exempt = ['', 'http', 'listen', 'runtime', 'database'];

const hasHttp = /^(hono|undici|@hono\/.*|node:https?|node:http2|node:net)(\/|$)/;

const suffixOf = (path: string): string => /\.(\w+)\.tsx?$/.exec(path)?.[1] ?? '';

const isTo =
  (suffix: string) =>
  ({ target, isType }: Import): boolean =>
    !isType && target?.package === 'issuer' && suffixOf(target.path) === suffix;

const deeds: Record<Kind, (file: SourceFile) => Deed[]> = {
  HTTP: ({ imports, fetchUses }) => [
    ...imports.filter(({ specifier }) => hasHttp.test(specifier ?? '')).map(asDeed),
    ...fetchUses,
  ],
  SQL: ({ statements }) => statements.map(({ line }) => ({ line, what: 'a statement' })),
  'a store': ({ imports }) => imports.filter(isTo('store')).map(asDeed),
  'a service': ({ imports }) => imports.filter(isTo('service')).map(asDeed),
  'the time': ({ clockUses }) => clockUses,
};

const asDeed = ({ line, specifier }: Import): Deed => ({ line, what: specifier ?? '' });

/** By file, what it does against its suffix, as text for the author. */
export function findMisnamed(files: readonly SourceFile[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const file of files) {
    if (file.package !== 'issuer' || file.isTest || exempt.includes(file.folder)) continue;
    const messages = (forbidden[suffixOf(file.path)] ?? []).flatMap((kind) =>
      deeds[kind](file).map(
        ({ line, what }) => `${file.path}:${line} does ${kind}: ${what}\n  ${instead[kind]}`,
      ),
    );
    if (messages.length > 0) found.set(file.path, messages);
  }
  return found;
}
