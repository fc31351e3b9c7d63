export type RequestPath = { ok: true; segments: string[] } | { ok: false; reason: string };

/**
 * `path-absolute` of RFC 3986 without `;`, plus `|^[]`, which browsers send as they are. Segments
 * are never empty: some servers merge slashes and some do not. `;` starts a path parameter that
 * Java's servers drop before they match.
 */
const acceptable = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@%|^[\]]+(?:\/(?!\/)|$))*$/;

/**
 * In a decoded segment: what must not be encoded in a path, and what a server that decodes once
 * more would decode, by percent signs or as IIS does (`%u002e`). A segment without them is the
 * fixed point of decoding.
 */
const ambiguous = /[/\\;]|\p{Cc}|%(?:[0-9a-f]{2}|u[0-9a-f]{4})/iu;

/** What some servers take for the end of a segment, or for a part of it that they drop. */
const separators = /[/\\;]/;

/**
 * Reads a path as sent into decoded segments, and refuses every path that a server behind might
 * read in another way than the gateway did: its decision would then be about another resource.
 */
export function readRequestPath(path: string): RequestPath {
  if (!acceptable.test(path)) {
    return refuse('The path has an empty segment or a character that must be percent-encoded.');
  }
  const encoded = path.includes('%');
  const segments = path.slice(1).split('/');
  // A trailing slash makes no other resource: many frameworks ignore it.
  if (segments.at(-1) === '') segments.pop();
  for (const [index, segment] of segments.entries()) {
    const text = encoded ? decode(segment) : segment;
    if (text === null) return refuse('The path is not valid percent-encoded UTF-8.');
    if (encoded && ambiguous.test(text)) {
      return refuse(
        'The path has an encoded slash, backslash, semicolon or control character, or is encoded twice.',
      );
    }
    if (hasDotSegment(text, encoded)) return refuse('The path has a dot segment.');
    segments[index] = text;
  }
  return { ok: true, segments };
}

/** A path without its first segments, the rest as it is: `/b/` of `/a/b/` and 1, empty of `/a` and 1. */
export function withoutSegments(path: string, count: number): string {
  let start = 0;
  for (let dropped = 0; dropped < count; dropped++) {
    start = path.indexOf('/', start + 1);
    if (start < 0) return '';
  }
  return path.slice(start);
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/**
 * Also as a server would see it that drops spaces around names, or folds full-width letters into
 * ASCII: `．．` and `..／` are `..` and `../` to it.
 */
function hasDotSegment(text: string, encoded: boolean): boolean {
  if (!encoded) return isDots(text);
  return text
    .normalize('NFKC')
    .split(separators)
    .some((part) => isDots(part.trim()));
}

const isDots = (text: string): boolean => text === '.' || text === '..';

const refuse = (reason: string): RequestPath => ({ ok: false, reason });
