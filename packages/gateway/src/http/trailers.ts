/**
 * Fields that have to be known before the content comes, or that are about one connection: as
 * trailers some receivers would merge them into the header section and obey them late (RFC 9110,
 * section 6.5.1).
 */
const onlyBefore = new Set([
  // Framing, and what is for one connection.
  ...['content-length', 'transfer-encoding', 'connection', 'proxy-connection', 'keep-alive'],
  ...['upgrade', 'http2-settings', 'te', 'trailer'],
  // Routing.
  'host',
  // Who asks, and what a browser keeps.
  ...['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate'],
  ...['authentication-info', 'proxy-authentication-info', 'cookie', 'set-cookie'],
  // What changes the meaning of a request.
  ...['expect', 'max-forwards', 'range', 'if-match', 'if-none-match', 'if-modified-since'],
  ...['if-unmodified-since', 'if-range', 'cache-control', 'pragma'],
  // What changes the meaning of an answer.
  ...['age', 'date', 'expires', 'location', 'retry-after', 'vary'],
  // How the content is to be read.
  ...['content-type', 'content-encoding', 'content-range'],
]);

/** Whether a field may stand behind a body. @param name as sent */
export const mayBeTrailer = (name: string): boolean => !onlyBefore.has(name.toLowerCase());

export const noTrailers: readonly string[] = [];

/** Those fields, name and value in turn, whose names pass. */
export function trailersThat(
  pass: (name: string) => boolean,
  trailers: readonly string[],
): readonly string[] {
  if (trailers.length === 0) return noTrailers;
  return trailers.filter((_, index) => pass(trailers[index & ~1]!));
}

/**
 * The values by name in lower case, as `node:http2` takes them. Without a prototype: the other side
 * chooses the names, and `constructor` is one of them.
 */
export function trailersByName(trailers: readonly string[]): Record<string, string[]> {
  const byName: Record<string, string[]> = Object.create(null);
  for (let index = 0; index < trailers.length; index += 2) {
    const name = trailers[index]!.toLowerCase();
    byName[name] ??= [];
    byName[name].push(trailers[index + 1]!);
  }
  return byName;
}
