import type { Logger } from 'pino';

/** What parts of the issuer may do with the log. Tokens, secrets and passwords never go in. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;
