const harmless = /^[A-Za-z0-9._-]{8,128}$/;
const header = 'x-request-id';

/**
 * Gives each request an id for log, error messages and receipts: the caller's if it is harmless to
 * repeat, otherwise one of this process's own, which names the process.
 */
export function createRequestIds(instance: string) {
  let count = 0;
  return (rawHeaders: readonly string[]): string => {
    const given = givenId(rawHeaders);
    return given !== undefined && harmless.test(given)
      ? given
      : `${instance}.${(++count).toString(36)}`;
  };
}

export type RequestIds = ReturnType<typeof createRequestIds>;

function givenId(rawHeaders: readonly string[]): string | undefined {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === header.length && name.toLowerCase() === header)
      return rawHeaders[index + 1];
  }
  return undefined;
}
