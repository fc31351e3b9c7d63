import type { Sql } from '../../packages/issuer/src/database/connection.ts';
import { createStatements, Fragment } from '../../packages/issuer/src/database/statement.ts';

interface Explained {
  'QUERY PLAN': { 'Execution Time': number }[];
}

type Rejected = (error: unknown) => void;

/**
 * Times the first statement of what is run, without the way there and back: the plan that a server keeps, which is made
 * once for all values. Nothing is counted meanwhile, not even buffers, for that takes a tenth more.
 *
 * @param sql of one connection
 * @returns how many milliseconds PostgreSQL takes. What is run gets no answer and ends there.
 */
export function createTimer(sql: Sql): (run: (sql: Sql) => Promise<unknown>) => Promise<number> {
  const render = createStatements(false);
  const names = new Map<string, string>();

  async function prepare(text: string): Promise<string> {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = `timed_${names.size}`;
    await sql.unsafe(`prepare ${name} as ${text}`);
    names.set(text, name);
    return name;
  }

  async function time(statement: Fragment): Promise<number> {
    const { text, values } = render(statement);
    const call = `${await prepare(text)}(${values.map(literal).join(', ')})`;
    const [row] = (await sql.unsafe(
      `explain (analyze, timing off, buffers off, format json) execute ${call}`,
    )) as unknown as Explained[];
    return row!['QUERY PLAN'][0]!['Execution Time'];
  }

  return async (run) => {
    const stopped = new Error('This statement is only timed.');
    let found: number | undefined;
    const explain = async (statement: Fragment, rejected: Rejected) => {
      found = await time(statement);
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
    if (found === undefined) throw new Error('There was no statement to time.');
    return found;
  };
}

function literal(value: string | Uint8Array | null): string {
  if (value === null) return 'null';
  if (typeof value !== 'string') throw new TypeError('Bytes are not timed.');
  return `'${value.replaceAll("'", "''")}'`;
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
