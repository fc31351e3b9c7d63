/** Shorter than what is usual at servers, so that it is seldom they who close, in milliseconds. */
export const maxIdleMs = 4_000;

const timeout = /(?:^|,)[ \t]*timeout=([0-9]{1,9})[ \t]*(?:,|$)/i;
/** On the way, and in servers that count whole seconds. */
const marginMs = 1_000;

/**
 * How long a connection may be idle after an answer with these headers (RFC 2068, section 19.7.1.1, which is
 * still how servers say it). 0: it is not worth keeping.
 */
export function idleTimeout(rawHeaders: readonly string[]): number {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length !== 10 || name.toLowerCase() !== 'keep-alive') continue;
    const seconds = timeout.exec(rawHeaders[index + 1]!)?.[1];
    if (seconds !== undefined) return Math.min(maxIdleMs, Number(seconds) * 1_000 - marginMs);
  }
  return maxIdleMs;
}
