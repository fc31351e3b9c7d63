import type { QueryConfig, QueryResult } from 'pg';
import { isStalePlan } from './failures.ts';
import type { Listener } from './listener.ts';
import type { Pool } from './pool.ts';
import type { PooledConnection } from './pooled-connection.ts';
import {
  type createStatements,
  encode,
  Fragment,
  Identifier,
  Json,
  type Statement,
  type Value,
} from './statement.ts';

// biome-ignore lint/suspicious/noExplicitAny: the caller names the type of the row
export type Row = Record<string, any>;

/** What a store's function runs its statement on: the pool, a transaction, or one connection. */
export interface Queryable {
  /**
   * A statement, run when it is awaited, or a piece of another one. Values are parameters: an
   * array is one parameter, and an object has to be `json`.
   *
   * @throws the server's error with its SQLSTATE as `code`, or ConnectionError
   */
  <Rows extends readonly Row[] = Row[]>(
    parts: TemplateStringsArray,
    ...values: readonly (Value | undefined)[]
  ): Query<Rows>;
  /** Names of tables or columns, for use within a template. */
  (names: string | readonly string[]): Identifier;
  json(value: unknown): Json;
  /** Runs a text as it is: several statements where there are no values. Not prepared. */
  unsafe<Rows extends readonly Row[] = Row[]>(
    text: string,
    values?: readonly Value[],
  ): Promise<Rows>;
}

export type Transaction = Queryable;

/** A connection of one's own, until it is released. */
export interface Session extends Queryable {
  release(): void;
}

export interface Sql extends Queryable {
  /** Commits when `work` has resolved, and rolls back when it has not. */
  begin<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /** @param maxSilenceMs how long a statement on it may take; 12 s when left out */
  reserve(maxSilenceMs?: number): Promise<Session>;
  listen: Listener['listen'];
  /**
   * Runs `prepare` on the connection that listens, and again on each that replaces it: for what its
   * session is to hold.
   */
  onListening(prepare: (session: Queryable) => Promise<void>): Promise<void>;
  /** How many there are now, and how many statements wait for one. */
  connections(): { used: number; idle: number; waiting: number };
  /** @param timeout seconds that statements under way are given */
  end(options?: { timeout?: number }): Promise<void>;
}

/** The rows, and how many a statement without `returning` has changed. */
export type Result<Rows> = Rows & { readonly count: number };

/** A statement that is sent when it is first waited for. */
export class Query<Rows extends readonly Row[]> extends Fragment implements Promise<Result<Rows>> {
  readonly [Symbol.toStringTag] = 'Query';
  readonly #run: (fragment: Fragment) => Promise<unknown>;
  #rows: Promise<Result<Rows>> | null = null;

  constructor(
    parts: readonly string[],
    holes: readonly Value[],
    run: (fragment: Fragment) => Promise<unknown>,
  ) {
    super(parts, holes);
    this.#run = run;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting it is what runs it
  then<A = Result<Rows>, B = never>(
    onFulfilled?: ((rows: Result<Rows>) => A | PromiseLike<A>) | null,
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result().then(onFulfilled, onRejected);
  }

  catch<B = never>(
    onRejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<Result<Rows> | B> {
    return this.#result().catch(onRejected);
  }

  finally(onFinally?: (() => void) | null): Promise<Result<Rows>> {
    return this.#result().finally(onFinally);
  }

  #result(): Promise<Result<Rows>> {
    this.#rows ??= this.#run(this) as Promise<Result<Rows>>;
    return this.#rows;
  }
}

type Send = (statement: Statement) => Promise<QueryResult>;
type Statements = ReturnType<typeof createStatements>;

export interface SqlParts {
  pool: Pool;
  /** Of connections that keep their session from one statement to the next. */
  sessions: Pool;
  listener: Listener;
  statements: Statements;
  /** What begins a transaction. */
  begin: string;
}

export function createSql({ pool, sessions, listener, statements, begin }: SqlParts): Sql {
  const send: Send = (statement) =>
    pool.query(statement).catch((error) => {
      // Nothing was done. Other connections may hold the old plan as well: this time without one.
      if (isStalePlan(error)) return pool.query({ text: statement.text, values: statement.values });
      throw error;
    });
  return Object.assign(queryable(send, statements), {
    begin: <T>(work: (tx: Transaction) => Promise<T>) =>
      transact({ pool, statements, begin }, work),
    async reserve(maxSilenceMs?: number) {
      const connection = await sessions.reserve(maxSilenceMs);
      const { send, end } = sendOn(connection);
      const release = () => {
        if (end()) sessions.release(connection);
      };
      return Object.assign(queryable(send, statements), { release });
    },
    listen: listener.listen,
    onListening: (prepare: (session: Queryable) => Promise<void>) =>
      listener.onListening((client) => {
        const send: Send = (statement) => client.query(statement as QueryConfig);
        return prepare(queryable(send, statements));
      }),
    connections: () => pool.counts,
    async end({ timeout = 5 } = {}) {
      const pools = new Set([pool, sessions]);
      await Promise.all([listener.end(), ...[...pools].map((each) => each.end(1_000 * timeout))]);
    },
  });
}

/**
 * A connection for as long as it is reserved. Afterwards it belongs to others: a statement of work
 * that still runs, beside the one that failed, would be kept, or become part of their transaction.
 */
function sendOn(connection: PooledConnection): { send: Send; end(): boolean } {
  let isOver = false;
  return {
    async send(statement) {
      if (isOver) throw new Error('The transaction or session of this statement is over');
      return connection.send(statement);
    },
    /** @returns false when it was over already. */
    end() {
      const ends = !isOver;
      isOver = true;
      return ends;
    },
  };
}

async function transact<T>(
  { pool, statements, begin }: Pick<SqlParts, 'pool' | 'statements' | 'begin'>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const connection = await pool.reserve();
  const { send, end } = sendOn(connection);
  try {
    // Travels with the first statement.
    const begun = connection.send({ text: begin, values: [] });
    begun.catch(() => {});
    const value = await work(queryable(send, statements));
    end();
    await begun;
    const { command } = await connection.send({ text: 'commit', values: [] });
    if (command === 'ROLLBACK') throw rolledBack();
    return value;
  } catch (error) {
    end();
    await connection.send({ text: 'rollback', values: [] }).catch(() => {});
    throw error;
  } finally {
    pool.release(connection);
  }
}

/** A statement failed and `work` went on as if it had not: nothing of it was kept. */
const rolledBack = () => new Error('A statement of the transaction failed: it was rolled back');

function queryable(send: Send, statements: Statements): Queryable {
  const run = async (fragment: Fragment) => {
    const { rows, rowCount } = await send(statements(fragment));
    return Object.defineProperty(rows, 'count', { value: rowCount ?? 0 });
  };
  const tag = (
    parts: TemplateStringsArray | string | string[],
    ...values: (Value | undefined)[]
  ) => {
    if (typeof parts === 'string' || !('raw' in parts)) return new Identifier(parts);
    const at = values.indexOf(undefined);
    if (at >= 0) throw new TypeError(`Undefined value after: ${parts[at]}`);
    return new Query(parts, values as Value[], run);
  };
  return Object.assign(tag, {
    json: (value: unknown) => new Json(value),
    async unsafe(text: string, values: readonly Value[] = []) {
      const result: QueryResult | QueryResult[] = await send({ text, values: values.map(encode) });
      return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
    },
  }) as unknown as Queryable;
}
