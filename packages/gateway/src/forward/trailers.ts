import { mayBeTrailer, trailersThat } from '../http/trailers.ts';
import { reasonToWithhold } from './withheld-headers.ts';

/**
 * What of a caller's trailers reaches the upstream. There are servers that read trailers as headers:
 * what is withheld there is withheld here.
 *
 * @param opened what the route lets pass: lower-case names
 */
export const forwardedTrailers = (
  trailers: readonly string[],
  opened: ReadonlySet<string>,
): readonly string[] =>
  trailersThat(
    (name) =>
      mayBeTrailer(name) && (reasonToWithhold(name) === null || opened.has(name.toLowerCase())),
    trailers,
  );

/** What of an upstream's trailers reaches the caller. */
export const returnedTrailers = (trailers: readonly string[]): readonly string[] =>
  trailersThat(mayBeTrailer, trailers);

/** Whether a caller says that it takes trailers (RFC 9110, section 10.1.4). */
export function acceptsTrailers(rawHeaders: readonly string[]): boolean {
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (
      name.length === 2 &&
      name.toLowerCase() === 'te' &&
      takesTrailers.test(rawHeaders[index + 1]!)
    )
      return true;
  }
  return false;
}

const takesTrailers = /(?:^|,)[ \t]*trailers[ \t]*(?:,|$)/i;
