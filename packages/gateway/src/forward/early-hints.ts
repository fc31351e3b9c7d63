import type { ServerResponse } from 'node:http';

/**
 * Passes on a 103 (RFC 8297). Node takes one link at a time and knows fewer forms of it than the
 * grammar has; hints are optional, and those that it does not take are left out.
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
