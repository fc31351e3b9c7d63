/**
 * The URL of a server on a Unix socket, in the form that libpq documents: the socket's directory,
 * percent-encoded, in the host's place.
 */
export function socketUrl(directory: string, port: number, user: string, database: string): string {
  const host = encodeURIComponent(directory);
  return `postgres://${user}@${host}:${port}/${database}`;
}
