export type RequestPath = { ok: true; segments: string[] } | { ok: false; reason: string };

/**
 * `path-absolute` of RFC 3986 without `;`, plus `|^[]`, which browsers send as they are. Segments
 * are never empty: some servers merge slashes and some do not. `;` starts a path parameter that
 * Java's servers drop before they match.
 */
const acceptable = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@%|^[\]]+(?:\/(?!\/)|$))*$/;

/** Encoded `/`, `\`, `;`, control characters, or a `%` that makes a second decoding meaningful. */
const ambiguous = /%(?:2f|5c|3b|[01][0-9a-f]|7f|25[0-9a-f]{2})/i;

/**
 * Reads a path as sent into decoded segments, and refuses every path that a server behind might
 * read in another way than the gateway did: its decision would then be about another resource.
 */
export function readRequestPath(path: string): RequestPath {
  if (!acceptable.test(path)) {
    return refuse('The path has an empty segment or a character that must be percent-encoded.');
  }
  const encoded = path.includes('%');
  if (encoded && ambiguous.test(path)) {
    return refuse('The path has an encoded slash, backslash, semicolon, control or percent sign.');
  }
  const segments = path.slice(1).split('/');
  // A trailing slash makes no other resource: many frameworks ignore it.
  if (segments.at(-1) === '') segments.pop();
  for (const [index, segment] of segments.entries()) {
    const text = encoded ? decode(segment) : segment;
    if (text === null) return refuse('The path is not valid percent-encoded UTF-8.');
    if (text === '.' || text === '..') return refuse('The path has a dot segment.');
    segments[index] = text;
  }
  return { ok: true, segments };
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

const refuse = (reason: string): RequestPath => ({ ok: false, reason });
