import type { ServerResponse } from 'node:http';

/**
 * Passes on a 103 (RFC 8297). Node takes one link an element and accepts fewer forms of it than the
 * grammar has (nodejs/node#46453); hints are optional, and those that it refuses are left out.
 */
export function passHints(response: ServerResponse, link: string | string[] | undefined): void {
  if (link === undefined) return;
  try {
    response.writeEarlyHints({ link: [link].flat().flatMap(linksOf) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_INVALID_ARG_VALUE') throw error;
  }
}

/** A comma may also stand inside of a link, but then no `<` follows. */
const linksOf = (list: string): string[] => list.split(/,\s*(?=<)/);
