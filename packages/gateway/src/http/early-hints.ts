import type { ServerResponse } from 'node:http';

/**
 * Passes on a 103 (RFC 8297). Node takes one link an element and accepts fewer forms of it than the
 * grammar has (nodejs/node#46453); hints are optional, and those that it refuses are left out.
 */
export function passHints(response: ServerResponse, headers: readonly string[]): void {
  const link = headers.flatMap((value, at) =>
    at % 2 === 1 && headers[at - 1]!.toLowerCase() === 'link' ? linksOf(value) : [],
  );
  if (link.length === 0) return;
  try {
    response.writeEarlyHints({ link });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_INVALID_ARG_VALUE') throw error;
  }
}

/** A comma may also stand inside of a link, but then no `<` follows. */
const linksOf = (list: string): string[] => list.split(/,\s*(?=<)/);
