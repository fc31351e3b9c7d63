const sane = /^[A-Za-z0-9._-]{8,128}$/;

/**
 * Gives each request an id for log and error messages: the caller's if it is harmless to repeat,
 * otherwise one of this process's own.
 */
export function createRequestIds(random: (bytes: number) => Buffer) {
  const prefix = random(9).toString('base64url');
  let count = 0;
  return (given: string | undefined): string =>
    given !== undefined && sane.test(given) ? given : `${prefix}.${(++count).toString(36)}`;
}
