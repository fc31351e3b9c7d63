import type { IncomingMessage } from 'node:http';

/**
 * `path-absolute` of RFC 3986 without `;`, plus `|^[]`, which browsers send as they are. Segments
 * are never empty. (A trailing slash is allowed here and leads to no endpoint.)
 */
const path = /^\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@%|^[\]]+(?:\/(?!\/)|$))*$/;

/** Encoded `/`, `\`, `;` and control characters, and letters, digits, `.`, `-`, `_`, which need no encoding. */
const ambiguous =
  /%(?:2f|5c|3b|[01][0-9a-f]|7f|2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9a])/i;

/** What a second decoding would decode. */
const encodedTwice = /%[0-9a-f]{2}/i;

/** `uri-host [ ":" port ]` of RFC 9110, section 7.2, without user info and trailing dots. */
const host = /^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** Headers that decide: servers differ in which of two they believe. */
const single = ['host', 'authorization', 'content-type', 'origin'];

/**
 * Why a request is not taken: it could be read in more than one way, by us and by a proxy in front
 * of us that forwards some paths and not others. Null for one that has one reading.
 */
export function faultOf({ url = '', rawHeaders }: Pick<IncomingMessage, 'url' | 'rawHeaders'>) {
  for (const name of single) {
    const values = rawHeaders.filter((_, at) => at % 2 === 1 && isNamed(rawHeaders[at - 1]!, name));
    if (values.length > 1) return `The header ${name} may be sent only once.`;
    if (name === 'host' && !host.test(values[0] ?? '')) return 'The request needs one valid Host.';
  }
  const mark = url.indexOf('?');
  return faultOfPath(mark < 0 ? url : url.slice(0, mark));
}

const isNamed = (header: string, name: string): boolean =>
  header.length === name.length && header.toLowerCase() === name;

function faultOfPath(text: string): string | null {
  if (!text.startsWith('/')) return 'The request target must be a path.';
  if (!path.test(text)) {
    return 'The path has an empty segment or a character that must be percent-encoded.';
  }
  if (!text.includes('%') && !text.includes('.')) return null;
  if (ambiguous.test(text)) {
    return 'The path has an encoded slash, backslash, semicolon, control character, letter or digit.';
  }
  const segments = text.split('/').map(decoded);
  if (segments.includes(null)) return 'The path is not valid percent-encoded UTF-8.';
  if (segments.some((segment) => encodedTwice.test(segment!))) {
    return 'The path is percent-encoded more than once.';
  }
  if (segments.includes('.') || segments.includes('..')) return 'The path has a dot segment.';
  return null;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
