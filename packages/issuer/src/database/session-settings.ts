import type { ServerUrl } from './server-url.ts';

/**
 * How a session gets its settings. A pooler (PgBouncer) before the server refuses or drops what is
 * sent with the start of a session, so that it is set afterwards; where the pooler gives us another
 * session for each transaction, there is none to set anything in.
 */
export type SessionKind = 'own' | 'pooled' | 'changing';

const settings = {
  statement_timeout: '10000',
  lock_timeout: '5000',
  // Far below the lease: a node that freezes inside a change does not hold up others for long.
  idle_in_transaction_session_timeout: '2000',
  // What was acknowledged stays, whatever the server's own setting.
  synchronous_commit: 'on',
  // Statements look rows up by key, the same way whatever the values: planning one anew each time,
  // over every partition, takes longer than running it (see ADR 2).
  plan_cache_mode: 'force_generic_plan',
  // The plan that is kept may be made while a table is empty, when reading all of it looks cheapest
  // (see docs/howto/add-a-table.md).
  enable_seqscan: 'off',
  // Before PostgreSQL 18 a scan that cannot be avoided looks expensive enough to compile.
  jit: 'off',
  TimeZone: 'UTC',
  DateStyle: 'ISO',
  // No statement returns intervals. The server reports this one, which tells that all arrived.
  IntervalStyle: 'iso_8601',
};

/** Whether the session has the settings that were sent with its start. */
export const arrived = (reported: ReadonlyMap<string, string>): boolean =>
  reported.get('IntervalStyle') === settings.IntervalStyle;

/** For `options` of the start of a session. The operator's come first: ours have the last word. */
export function optionsOf(parameters: ServerUrl['parameters']): string {
  const ours = Object.entries(withSearchPath(parameters)).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(/[\\\s]/g, '\\$&')}`,
  );
  return [parameters.get('options') ?? '', ...ours].join(' ').trim();
}

/** The same as statements, for a session that has begun. */
export function setStatements(parameters: ServerUrl['parameters']): string {
  const theirs = [...(parameters.get('options') ?? '').matchAll(/-c\s*(\w+)=((?:\\.|\S)*)/g)].map(
    ([, name = '', value = '']): [string, string] => [name, value.replaceAll(/\\(.)/g, '$1')],
  );
  return [...theirs, ...Object.entries(withSearchPath(parameters))]
    .map(([name, value]) => `select set_config('${name}', '${value.replaceAll("'", "''")}', false)`)
    .join('; ');
}

/** What begins a transaction where each meets another session: the settings, for it alone. */
export const beginWithSettings = `begin; ${Object.entries(settings)
  .map(([name, value]) => `select set_config('${name}', '${value}', true)`)
  .join('; ')}`;

function withSearchPath(parameters: ServerUrl['parameters']): Record<string, string> {
  const path = parameters.get('search_path');
  return path === undefined ? settings : { ...settings, search_path: path };
}
