/** What the driver (`postgres`, postgres.js) needs to reach a server on a Unix socket. */
export interface SocketOptions {
  /** The directory that holds the socket; the driver tells it from a host name by its slash. */
  host: string;
  port: number;
  database: string;
  user: string;
}

/**
 * The address in the form that libpq reads: `postgres://user@localhost/database?host=/directory`.
 * The driver knows no URL for a Unix socket: `socketOptions` turns this one into its options.
 */
export function socketUrl({ host, port, database, user }: SocketOptions): string {
  const url = new URL(`postgres://localhost:${port}`);
  url.username = user;
  url.pathname = `/${database}`;
  url.searchParams.set('host', host);
  return url.href;
}

/** The driver's options for a URL whose `host` parameter is a directory, or null for any other. */
export function socketOptions(databaseUrl: string): SocketOptions | null {
  const url = new URL(databaseUrl);
  const host = url.searchParams.get('host');
  if (!host?.startsWith('/')) return null;
  return {
    host,
    port: Number(url.port || 5432),
    database: decodeURIComponent(url.pathname.slice(1)),
    user: decodeURIComponent(url.username),
  };
}
