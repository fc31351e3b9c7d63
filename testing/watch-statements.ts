import type { Sql } from '../packages/issuer/src/database/connection.ts';

/** The same connections, and the text of each statement that was made over them and fits. */
export function watchStatements(sql: Sql, fits: RegExp): { sql: Sql; statements: string[] } {
  const statements: string[] = [];
  const watched = new Proxy(sql, {
    apply(target, self, [parts, ...values]) {
      if (fits.test(String(parts[0]))) statements.push(String(parts[0]));
      return Reflect.apply(target, self, [parts, ...values]);
    },
  });
  return { sql: watched, statements };
}
