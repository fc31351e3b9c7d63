import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsReadBy } from '../../../../testing/rows-read.ts';
import { readPackages } from '../../../../testing/source-file.ts';
import { fillTables } from './fill.fixture.ts';
import { type Flows, startFlows } from './flows.fixture.ts';
import unseen from './unseen-statements.json' with { type: 'json' };

/** Rows in each table that grows with use. */
const filled = 5_000;
/** How many rows of one table a step may read: all its requests together, whatever is in there. */
const maxRead = 500;
/** Of steps with a bound of their own: the latest 5,000 sign-ins, and as many that were refused. */
const maxReadBy: Readonly<Record<string, number>> = { 'the overview': 10_500 };

/**
 * Each call of an administrator reads a row for each of their permissions, of which there are more than thirty.
 * These tables do not grow with use, and are not filled here.
 */
const ofAdministrators = { role_permissions: 1_000, api_permissions: 1_000 };

/** Read beside the requests, so much at a time: of what waits for the sealer of the audit log. */
const background = ['audit_unsealed'];

/** Of which tables a step reads more than a request may, in words. `limits` are of tables with others. */
export async function tooManyRows(
  { issuer }: Flows,
  name: string,
  run: () => Promise<unknown>,
  limits: Readonly<Record<string, number>> = {},
): Promise<string[]> {
  const read = await rowsReadBy(issuer.context.sql, run);
  return [...read]
    .filter(
      ([table, rows]) =>
        rows > (limits[table] ?? maxReadBy[name] ?? maxRead) && !background.includes(table),
    )
    .map(([table, rows]) => `${name}: ${rows} rows of ${table}`);
}

/**
 * The server keeps the plan of a statement. It is made here while the tables are empty, as on a
 * first day, and used once they are full; nothing but the number of rows read tells whether it
 * looks them up. That of a table that was analyzed while it was empty takes reading it for free.
 */
export const testPlans = (state: 'empty' | 'empty and analyzed' | 'full, never analyzed') =>
  describe(`planned on tables that are ${state}`, () => {
    let flows: Flows;
    beforeAll(async () => {
      flows = await startFlows();
      const { sql } = flows.issuer.context;
      if (state === 'empty and analyzed') await sql.unsafe('vacuum analyze');
      for (const [, run] of flows.steps) await run();
      await fillTables(flows.issuer.context.settings.databaseUrl, filled);
      if (state === 'full, never analyzed') await sql.unsafe('discard plans');
    }, 60_000);
    afterAll(() => flows.close());

    test('no request reads a table whole', async () => {
      const found: string[] = [];
      for (const [name, run] of flows.steps) {
        found.push(...(await tooManyRows(flows, name, run, ofAdministrators)));
      }
      expect(found).toEqual([]);
    });

    test('every statement of the stores was seen, or says why not', async () => {
      const { sql } = flows.issuer.context;
      const rows = await sql<{ statement: string }[]>`select statement from pg_prepared_statements`;
      const seen = rows.map(({ statement }) => statement);
      const statements = (await readPackages())
        .filter(({ package: name, isTest }) => name === 'issuer' && !isTest)
        // Those of `database/` bring tables up to date, when a node starts.
        .filter(({ path }) => /\.(store|sql)\.ts$/.test(path) && !path.includes('/src/database/'))
        .flatMap(({ path, statements }) => statements.map(({ text }) => ({ path, text })));
      const missed = statements
        .filter(({ text }) => isWhole(text) && !seen.some((each) => matches(text, each)))
        .map(({ path, text }) => `${path.split('/').at(-1)}: ${firstWords(text)}`);
      expect(missed.filter((each) => !(each in unseen))).toEqual([]);
      // The list may only shrink.
      expect(Object.keys(unseen).length).toBeLessThanOrEqual(15);
    });
  });

/** Others are lists of columns and conditions. */
const isWhole = (text: string): boolean =>
  /^\s*(select|insert|update|delete|with|lock)\b/.test(text);

/** Whether a template made this statement or a piece of it: what is put in may be anything. */
function matches(template: string, statement: string): boolean {
  const parts = template.split('?').map((part) => RegExp.escape(part.trim()));
  return new RegExp(`${parts.join('[^]*')}`).test(statement);
}

const firstWords = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().slice(0, 60);
