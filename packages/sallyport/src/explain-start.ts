import { join } from 'node:path';
import { UnusableServerError } from '@sallyport/issuer/database/check-server.ts';
import { isConnectionLoss } from '@sallyport/issuer/database/failures.ts';
import { MigrationError } from '@sallyport/issuer/database/migration-history.ts';
import { DatabaseUrlError, serverOf } from '@sallyport/issuer/database/server-url.ts';
import { WrongSecretError } from '@sallyport/issuer/keys/keys.ts';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Address } from './config/address.ts';
import { StartupError } from './startup-error.ts';

/** A listener, and the key of the configuration that sets its address. */
export interface Listener extends Address {
  name: string;
  key: string;
}

/** Node reports one or the other of these, depending on where it failed. */
interface Where {
  port: number;
  hostname: string;
}

/** The sentence for an error of listening. Anything else is returned as it is. */
export function explainListenError(error: unknown, listeners: readonly Listener[]): unknown {
  const { code, port, hostname } = error as NodeJS.ErrnoException & Partial<Where>;
  const listener = listeners.find((each) => each.port === port || each.host === hostname);
  if (!listener) return error;
  const because = { cause: error };
  const { name, key, host } = listener;
  switch (code) {
    case 'EADDRINUSE':
      return new StartupError(
        `Port ${port} is in use, and the ${name} listens there. Stop what uses it ` +
          `(lsof -i :${port} names it), or change ${key} in the configuration.`,
        because,
      );
    case 'EACCES':
      return new StartupError(
        `Port ${port} is for privileged programs only, and the ${name} listens there. Change ` +
          `${key} in the configuration to a port above 1023, with a proxy in front that has the rights.`,
        because,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL':
      return new StartupError(
        `${host} is no address of this machine, and the ${name} listens there. ` +
          `Change ${key} in the configuration.`,
        because,
      );
    default:
      return error;
  }
}

export interface DatabaseLocation {
  url: string;
  dataDir: string;
  /** Where an embedded server keeps it, when that is not in the data directory. */
  movedTo: string | null;
}

/** The sentence for a database that cannot be used. Anything else is returned as it is. */
export function explainDatabaseError(
  error: unknown,
  { url, ...location }: DatabaseLocation,
): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  const because = { cause: error };
  if (error instanceof MigrationError || error instanceof UnusableServerError)
    return new StartupError(error.message, because);
  if (error instanceof DatabaseUrlError)
    return new StartupError(`DATABASE_URL ${error.message}`, because);
  if (error instanceof WrongSecretError) {
    const where = location.movedTo ? ` in ${location.movedTo}` : '';
    return new StartupError(
      `The database${where} was made with another secret than this one. Set SALLYPORT_SECRET to ` +
        `that of the other nodes, or restore the file ${join(location.dataDir, 'secret')}.`,
      because,
    );
  }
  const server = serverOf(url);
  if (code === '28P01' || code === '28000') {
    return new StartupError(
      `PostgreSQL at ${server} refuses the user or the password of DATABASE_URL. Correct them.`,
      because,
    );
  }
  if (code === '3D000') {
    return new StartupError(
      `PostgreSQL at ${server} does not have the database that DATABASE_URL names. ` +
        'Create it with: createdb --encoding=UTF8 NAME',
      because,
    );
  }
  if (code === '42501') {
    return new StartupError(
      `The user of DATABASE_URL may not create tables at ${server}. Make it the owner of the database.`,
      because,
    );
  }
  if (code === '25006') {
    return new StartupError(
      `PostgreSQL at ${server} takes no writes: it is a standby, or was made read-only. Name the ` +
        'primary in DATABASE_URL, or all servers (host1,host2): the one that takes writes is used.',
      because,
    );
  }
  if (code === 'CONNECTION_NO_TLS' || code === 'CONNECTION_NOT_BOUND') {
    return new StartupError(
      `${error.message} (PostgreSQL at ${server}). Set ssl = on there, or change sslmode or ` +
        'channel_binding in DATABASE_URL.',
      because,
    );
  }
  if (isConnectionLoss(error) || unreachable.test(code ?? '')) {
    return new StartupError(
      `PostgreSQL at ${server} does not answer (${code}). Check that it runs, and that DATABASE_URL ` +
        'is right.',
      because,
    );
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_SSL|ERR_TLS/.test(code ?? '')) {
    return new StartupError(
      `PostgreSQL at ${server} has a certificate that is not trusted (${code}). Name the file ` +
        'of its CA in DATABASE_URL (sslrootcert=FILE), or correct sslmode there.',
      because,
    );
  }
  return error;
}

/** The sentence for a configuration that cannot be applied. Anything else is returned as it is. */
export function explainApplyError(error: unknown): unknown {
  if (!(error instanceof OAuthError)) return error;
  return new StartupError(`The configuration cannot be applied: ${error.message}`, {
    cause: error,
  });
}

const unreachable = /^E(AI_AGAIN|AI_FAIL|NOTFOUND|HOSTUNREACH|NETUNREACH|TIMEDOUT)/;
