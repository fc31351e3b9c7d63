import type { System } from './system.ts';
import { type TerminalStyle, table, terminalStyle, wrap } from './terminal-table.ts';
import { version } from './version.ts';

export interface BannerFacts extends Pick<System, 'urls' | 'applied' | 'replication'> {
  /** Milliseconds from the start of the process until everything answers. */
  tookMs: number;
  /** As the operator gave it; null without one. */
  config: string | null;
  applications: number;
  routes: number;
  /** Where administrators find the console; null without one. */
  console: string | null;
  /** Where mails are shown instead of being sent; null where they are sent, or go nowhere. */
  mails: string | null;
  /** Null with a database of the operator's own, or without an issuer. */
  postgres: { adopted: boolean; movedTo: string | null } | null;
  dataDir: string;
  logFile: string | null;
}

/** What is printed once everything answers: the address of each component, and where the data is. */
export function banner(facts: BannerFacts, more: string[] = [], style = terminalStyle()): string {
  const { colors, columns }: TerminalStyle = style;
  const { urls, applied, config, logFile, mails } = facts;
  const stop = facts.postgres
    ? `Ctrl-C stops everything; the data stays in ${placeOf(facts)}.`
    : 'Ctrl-C stops it.';
  return [
    '',
    `  ${colors.bold('Sallyport')} ${version}  ${colors.green(`ready in ${seconds(facts.tookMs)}`)}`,
    '',
    ...table(
      [
        ['Issuer', urls.issuer, applied ? 'sign-in, tokens, links, admin API' : 'elsewhere'],
        urls.gateway && ['Gateway', urls.gateway, gatewayNote(facts)],
        urls.decide && ['Decisions', urls.decide, 'for nginx, Envoy, Traefik, Caddy'],
        urls.management && ['Operations', urls.management, '/health/ready, /metrics'],
        facts.console && ['Console', facts.console, 'for administrators'],
        mails && ['Mails', mails, 'shown there, not sent'],
        applied && ['Database', ...databaseNote(facts)],
        ['Configuration', config ?? 'none', configNote(facts)],
        logFile && ['Log', logFile, ''],
      ],
      style,
    ),
    ...more,
    '',
    ...wrap(stop, columns, 2).map((line) => colors.dim(line)),
    '',
  ].join('\n');
}

export const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

function gatewayNote({ applications, routes }: BannerFacts): string {
  return `${count(applications, 'application')}, ${count(routes, 'route')}`;
}

const placeOf = ({ postgres, dataDir }: BannerFacts): string => postgres?.movedTo ?? dataDir;

function databaseNote(facts: BannerFacts): [string, string] {
  const { postgres } = facts;
  if (!postgres) {
    const lags = facts.replication === 'asynchronous';
    return ['yours', lags ? 'replicates asynchronously: see the log' : 'from DATABASE_URL'];
  }
  const note = postgres.adopted ? 'found running, and taken over' : '';
  return [`PostgreSQL, its own, in ${placeOf(facts)}`, note];
}

function configNote({ config, applied }: BannerFacts): string {
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
