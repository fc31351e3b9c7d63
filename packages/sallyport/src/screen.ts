import pico from 'picocolors';
import type { System } from './system.ts';
import { version } from './version.ts';

export type Colors = Pick<typeof pico, 'bold' | 'dim' | 'cyan' | 'green'>;

export interface ScreenFacts extends Pick<System, 'urls' | 'applied'> {
  /** From the start of the process until everything answers. */
  tookMs: number;
  /** As the operator gave it; null without one. */
  config: string | null;
  applications: number;
  routes: number;
  /** Null with a database of the operator's own, or without an issuer. */
  postgres: { adopted: boolean; movedTo: string | null } | null;
  dataDir: string;
  logFile: string | null;
}

/** What stands where, when all of it answers. */
export function screen(facts: ScreenFacts, more: string[] = [], colors: Colors = pico): string {
  const { urls, applied, config, logFile } = facts;
  const stop = facts.postgres
    ? `Ctrl-C stops all of it; the data stays in ${placeOf(facts)}.`
    : 'Ctrl-C stops it.';
  return [
    '',
    `  ${colors.bold('Sallyport')} ${version}  ${colors.green(`ready in ${seconds(facts.tookMs)}`)}`,
    '',
    ...table(
      [
        ['Issuer', urls.issuer, applied ? 'sign-in, tokens, links, administration' : 'elsewhere'],
        urls.gateway && ['Gateway', urls.gateway, gatewayNote(facts)],
        urls.decide && ['Decisions', urls.decide, 'for nginx, Envoy, Traefik, Caddy'],
        applied && ['Database', ...databaseNote(facts)],
        ['Configuration', config ?? 'none', configNote(facts)],
        logFile && ['Log', logFile, ''],
      ],
      colors,
    ),
    ...more,
    '',
    `  ${colors.dim(stop)}`,
    '',
  ].join('\n');
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

type Row = [label: string, value: string, note: string];

/** Three columns; rows that do not apply are left out. */
export function table(
  rows: readonly (Row | null | '' | false)[],
  { cyan, dim }: Pick<Colors, 'cyan' | 'dim'>,
): string[] {
  const all = rows.filter((row) => Array.isArray(row));
  const width = (column: 0 | 1, of: Row[]) => Math.max(0, ...of.map((row) => row[column].length));
  const labels = width(0, all);
  const values = width(
    1,
    all.filter(([, , note]) => note),
  );
  return all.map(([label, value, note]) => {
    const start = `  ${label.padEnd(labels)}  `;
    return note ? `${start}${cyan(value.padEnd(values))}  ${dim(note)}` : start + cyan(value);
  });
}

function gatewayNote({ applications, routes }: ScreenFacts): string {
  return `${count(applications, 'application')}, ${count(routes, 'route')}`;
}

const placeOf = ({ postgres, dataDir }: ScreenFacts): string => postgres?.movedTo ?? dataDir;

function databaseNote(facts: ScreenFacts): [string, string] {
  const { postgres } = facts;
  if (!postgres) return ['yours', 'from DATABASE_URL'];
  const note = postgres.adopted ? 'found running, and taken over' : '';
  return [`PostgreSQL, its own, in ${placeOf(facts)}`, note];
}

function configNote({ config, applied }: ScreenFacts): string {
  if (!config) return 'sallyport.yaml declares clients, users and routes';
  if (!applied) return '';
  if (!applied.changed) return 'as it was';
  const { added, changed, removed } = applied.summary;
  const parts = [
    added.length > 0 && `${added.length} added`,
    changed.length > 0 && `${changed.length} changed`,
    removed.length > 0 && `${removed.length} removed`,
  ];
  return `applied: ${parts.filter(Boolean).join(', ')}`;
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
