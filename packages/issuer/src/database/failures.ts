/** What the failures of the driver and of the server mean (SQLSTATEs: PostgreSQL, appendix A). */

/** The connection ended, or there is none to be had; `code` begins with `CONNECT`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
  readonly code: string;
  constructor(code: `CONNECT${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * Of the connection: our own names, those of errno, of a server that is going or coming, and of
 * one that ended a transaction which stood still.
 */
export const isConnectionLoss = (error: unknown): boolean =>
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ENOENT|EHOST|ENET|ETIMEDOUT|08|25P0[34]|53300|57P0)/.test(
    codeOf(error),
  );

/**
 * Nothing was done and the next attempt may succeed: the connection, a server that is only a
 * standby (25006, 55000), a deadlock, or a wait for a lock or a statement that took too long.
 */
export const isPassing = (error: unknown): boolean =>
  isConnectionLoss(error) ||
  isStalePlan(error) ||
  /^(25006|40001|40P01|55000|55P03|57014)$/.test(codeOf(error));

/** What a server says that takes no writes, where it is asked instead of written to. */
export const readOnlyError = (): Error =>
  Object.assign(new Error('The server takes no writes'), { code: '25006' });

/** The server takes no writes: it is a standby, or was made read-only. */
export const isReadOnly = (error: unknown): boolean => codeOf(error) === '25006';

/**
 * A prepared statement that this connection no longer has (26000), or whose result has other
 * columns since a migration. Nothing was done; on a new connection it is prepared anew.
 */
export const isStalePlan = (error: unknown): boolean =>
  codeOf(error) === '26000' ||
  (codeOf(error) === '0A000' &&
    (error as { routine?: string }).routine === 'RevalidateCachedQuery');

export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === '23505';

export const isLockTimeout = (error: unknown): boolean => codeOf(error) === '55P03';

/** Whether the database refused a value (SQLSTATE class 22) or a row (23): another attempt would fail, too. */
export const isRefusal = (error: unknown): boolean => /^2[23]/.test(codeOf(error));

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
