import type { Queryable } from '../database/connection.ts';
import type { Fragment } from '../database/statement.ts';

/**
 * Columns more for the statement that reads an interaction, which it calls `request`, and its client
 * `clients`: `, 1 as one`.
 */
export type More = (sql: Queryable) => Fragment;
