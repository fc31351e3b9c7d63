import { codeOf } from './failures.ts';
import { createListener } from './listener.ts';
import { openClient } from './open-client.ts';
import { Pool } from './pool.ts';
import { parseServerUrl } from './server-url.ts';
import { beginWithSettings, type SessionKind } from './session-settings.ts';
import { createSql, type Sql } from './sql.ts';
import { createStatements } from './statement.ts';

export type { Queryable, Session, Sql, Transaction } from './sql.ts';

export interface ConnectionSettings {
  url: string;
  /**
   * Set where `url` leads through a pooler that gives each transaction another session: past it, to
   * the server itself, for notifications and whatever else needs a session.
   */
  sessionUrl?: string | undefined;
  /** Connections in the pool. */
  max?: number;
}

/**
 * A pool of connections. Statements give up after ten seconds and waits for a lock after five, so
 * that a stuck database turns into an error that the caller sees.
 *
 * @throws DatabaseUrlError
 */
export function connect({ url, sessionUrl, max = 8 }: ConnectionSettings): Sql {
  const open = opener(url, sessionUrl ? 'changing' : 'own');
  const openSession = sessionUrl ? opener(sessionUrl, 'own') : open;
  const pool = new Pool({ open, max });
  return createSql({
    pool,
    sessions: sessionUrl ? new Pool({ open: openSession, max: 2 }) : pool,
    listener: createListener(openSession),
    // A prepared statement belongs to a session.
    statements: createStatements(sessionUrl === undefined),
    begin: sessionUrl ? beginWithSettings : 'begin',
  });
}

/** Finds out once whether a pooler is in the way of what is sent with the start of a session. */
export function opener(url: string, kind: SessionKind) {
  const server = parseServerUrl(url);
  let current = kind;
  return async () => {
    try {
      return await openClient(server, current);
    } catch (error) {
      if (current !== 'own' || codeOf(error) !== '08P01') throw error;
      current = 'pooled';
      return openClient(server, current);
    }
  };
}
