/** What the failures of the driver and of the server mean (SQLSTATEs: PostgreSQL, appendix A). */

/** Of the connection: names of postgres.js and of errno, and of a server that is going or coming,
 * or that ended a transaction which stood still. */
export const isConnectionLoss = (error: unknown): boolean =>
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOENT|EHOST|ENET|ETIMEDOUT|08|25P0[34]|53300|57P0)/.test(
    codeOf(error),
  );

/**
 * Nothing was done and the next attempt may succeed: the connection, a server that is only a
 * standby (25006, 55000), a deadlock, or a wait for a lock or a statement that took too long.
 */
export const isPassing = (error: unknown): boolean =>
  isConnectionLoss(error) || /^(25006|40001|40P01|55000|55P03|57014)$/.test(codeOf(error));

export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

/** Whether a value is no good, whoever sends it. */
export const isDataException = (error: unknown): boolean => codeOf(error).startsWith('22');

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
