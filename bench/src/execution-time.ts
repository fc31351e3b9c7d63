import type { Sql } from '../../packages/issuer/src/database/connection.ts';
import { Fragment } from '../../packages/issuer/src/database/statement.ts';

interface Explained {
  'QUERY PLAN': { 'Execution Time': number }[];
}

type Rejected = (error: unknown) => void;

/**
 * How long PostgreSQL takes for the first statement of `run`, without the way there and back, and without
 * planning it, since a server keeps plans. `run` gets no answer and ends there.
 *
 * @returns milliseconds
 */
export async function executionTime(
  sql: Sql,
  run: (sql: Sql) => Promise<unknown>,
): Promise<number> {
  const stopped = new Error('This statement is only timed.');
  let time: number | undefined;
  const explain = async (statement: Fragment, rejected: Rejected) => {
    const [row] = await sql<Explained[]>`explain (analyze, timing off, format json) ${statement}`;
    time = row!['QUERY PLAN'][0]!['Execution Time'];
    rejected(stopped);
  };
  const explaining = new Proxy(sql, {
    apply(target, self, template) {
      const made: unknown = Reflect.apply(target, self, template);
      return made instanceof Fragment ? whenAwaited(made, explain) : made;
    },
  });
  await run(explaining).catch((error) => {
    if (error !== stopped) throw error;
  });
  if (time === undefined) throw new Error('There was no statement to time.');
  return time;
}

/** Pieces of a statement are never awaited, and stay as they are. */
const whenAwaited = (
  statement: Fragment,
  run: (statement: Fragment, rejected: Rejected) => Promise<void>,
): Fragment =>
  new Proxy(statement, {
    get: (target, name) =>
      name === 'then'
        ? (_resolved: unknown, rejected: Rejected) => run(target, rejected).catch(rejected)
        : Reflect.get(target, name),
  });
