/**
 * What the driver must be told beside the URL of a server on a Unix socket. libpq's form of it has
 * the socket's directory, percent-encoded, in the host's place, and the driver does not decode it.
 */
export function socketOptions(databaseUrl: string): { host?: string } {
  const host = /^\w+:\/\/(?:[^@/]*@)?(%2f[^/:?]*)/i.exec(databaseUrl)?.[1];
  return host ? { host: decodeURIComponent(host) } : {};
}
