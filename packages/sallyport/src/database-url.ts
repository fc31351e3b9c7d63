import { StartupError } from './startup-error.ts';

const form = 'It looks like postgres://user:password@host:5432/database';

/**
 * Refuses what the driver would fall over. The value stays out of the sentences: it holds a password.
 *
 * @throws StartupError
 */
export function checkDatabaseUrl(url: string): void {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url)?.[1]?.toLowerCase();
  if (!scheme) throw new StartupError(`DATABASE_URL is no URL. ${form}.`);
  if (scheme !== 'postgres' && scheme !== 'postgresql') {
    throw new StartupError(
      `DATABASE_URL begins with ${scheme}://, and Sallyport needs PostgreSQL. ${form}.`,
    );
  }
  if (/%(?![0-9a-f]{2})/i.test(url)) {
    throw new StartupError('DATABASE_URL has a % that encodes nothing. Write a % itself as %25.');
  }
  if (!URL.canParse(firstHostOnly(url))) {
    throw new StartupError(
      `DATABASE_URL is no URL. ${form}, with characters like @ / # in the password percent-encoded.`,
    );
  }
}

/** Several hosts may be listed, of which the driver takes the first that answers. */
const firstHostOnly = (url: string): string =>
  url.replace(/^(\w+:\/\/(?:[^@/]*@)?[^,/?]*)(?:,[^/?]*)/, '$1');

/** What the URL says of TLS; null when it leaves that to the driver, which then does without. */
export function sslModeOf(url: string): string | null {
  const { searchParams } = new URL(firstHostOnly(url));
  const mode = searchParams.get('sslmode') ?? searchParams.get('ssl');
  return mode && !['disable', 'false'].includes(mode) ? mode : null;
}

/** Host and port: the rest of the URL holds a password. */
export function serverOf(url: string): string {
  const hosts = /^\w+:\/\/(?:[^@/]*@)?([^/?]*)/.exec(url)?.[1];
  return hosts ? decodeURIComponent(hosts) : 'localhost';
}
