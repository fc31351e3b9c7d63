/** The URL of another database on the same server. */
export function withDatabase(serverUrl: string, database: string): string {
  return serverUrl.replace(/^(\w+:\/\/[^/]*)\/[^?]*/, `$1/${database}`);
}
