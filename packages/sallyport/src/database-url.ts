import { DatabaseUrlError, parseServerUrl } from '@sallyport/issuer/database/server-url.ts';
import { StartupError } from './startup-error.ts';

/**
 * Refuses a URL that cannot be used. The messages never contain it: it holds a password.
 *
 * @throws StartupError
 */
export function checkDatabaseUrl(url: string, variable = 'DATABASE_URL'): void {
  try {
    parseServerUrl(url);
  } catch (error) {
    if (!(error instanceof DatabaseUrlError)) throw error;
    throw new StartupError(`${variable} ${error.message}`, { cause: error });
  }
}
