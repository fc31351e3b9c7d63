/**
 * The URL of a server on a Unix socket, in the form that libpq documents: the socket's directory,
 * percent-encoded, in the host's place.
 */
export function socketUrl(directory: string, port: number, user: string, database: string): string {
  const host = encodeURIComponent(directory);
  return `postgres://${user}@${host}:${port}/${database}`;
}

/**
 * What the driver must be told beside such a URL, because it does not decode the host:
 * `postgres(url, { ...socketOptions(url), max: 8 })`. Nothing for any other URL.
 */
export function socketOptions(databaseUrl: string): { host?: string } {
  const host = /^\w+:\/\/(?:[^@/]*@)?(%2f[^/:?]*)/i.exec(databaseUrl)?.[1];
  return host ? { host: decodeURIComponent(host) } : {};
}
