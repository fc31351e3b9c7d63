import { fieldsOfConnection } from '../http/fields-of-connection.ts';

/** A request as HTTP/2 carried it, in the words of HTTP/1.1, so that one set of rules reads both. */
export interface Http2Head {
  method: string;
  /** `:path`. */
  target: string;
  /** Name and value in turn, `Host` first; pseudo-headers are not among them. */
  rawHeaders: string[];
  /** Why it is malformed (RFC 9113, section 8.1.1), as far as nghttp2 has not refused it. */
  fault: string | null;
  /** The caller waits for a 100 before it sends the body. */
  awaitsContinue: boolean;
  /** Of names and values, in bytes. */
  size: number;
}

/** Path and query in printable ASCII, without a fragment (RFC 9113, section 8.3.1). */
const originForm = /^\/[!"$-~]*$/;
/** Host and port, without user information (the same section). */
const authorityForm = /^[^\s@/?#\\]+$/;

interface Pseudo {
  method: string;
  scheme: string;
  path: string;
  authority: string | undefined;
}

/**
 * @param fields name and value in turn, pseudo-headers among them
 * @param hasBody the stream goes on after the header section
 */
export function readHttp2Head(fields: readonly string[], hasBody: boolean): Http2Head {
  const pseudo: Pseudo = { method: '', scheme: '', path: '', authority: undefined };
  const rawHeaders: string[] = [];
  let fault: string | null = null;
  let host: string | undefined;
  let cookieAt = -1;
  let hasLength = false;
  let awaitsContinue = false;
  let size = 0;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index]!;
    const value = fields[index + 1]!;
    size += name.length + value.length;
    if (name[0] === ':') {
      if (!takePseudo(pseudo, name, value)) fault = `${name} is not served.`;
      continue;
    }
    if (name !== name.toLowerCase()) fault = 'Names of headers are in lower case in HTTP/2.';
    if (fieldsOfConnection.has(name)) fault = `The header ${name} has no place in HTTP/2.`;
    if (name === 'te' && value.toLowerCase() !== 'trailers') {
      fault = 'The only TE in HTTP/2 is trailers.';
    }
    if (name === 'host' && host === undefined) {
      host = value;
      continue;
    }
    if (name === 'content-length') hasLength = true;
    if (name === 'expect') awaitsContinue = value.toLowerCase() === '100-continue';
    if (name === 'cookie') {
      // Its pieces are one header outside of HTTP/2 (section 8.2.3).
      if (cookieAt >= 0) {
        rawHeaders[cookieAt] += `; ${value}`;
        continue;
      }
      cookieAt = rawHeaders.length + 1;
    }
    rawHeaders.push(name, value);
  }
  const { method, path, authority = host } = pseudo;
  fault ??= faultOf(pseudo, host);
  const described = ['host', authority ?? '', ...rawHeaders];
  // As HTTP/1.1 would say that a body of unknown length follows.
  if (hasBody && !hasLength) described.push('transfer-encoding', 'chunked');
  return { method, target: path, rawHeaders: described, fault, awaitsContinue, size };
}

function takePseudo(pseudo: Pseudo, name: string, value: string): boolean {
  switch (name) {
    case ':method':
      pseudo.method = value;
      return true;
    case ':scheme':
      pseudo.scheme = value;
      return true;
    case ':path':
      pseudo.path = value;
      return true;
    case ':authority':
      pseudo.authority = value;
      return true;
  }
  return false;
}

function faultOf({ method, scheme, path, authority }: Pseudo, host: string | undefined) {
  if (method === 'CONNECT') return 'The method CONNECT is not served.';
  if (!/^https?$/i.test(scheme)) return 'The only schemes are http and https.';
  if (!originForm.test(path)) return 'The request target must be a path.';
  const named = authority ?? host;
  if (named === undefined || !authorityForm.test(named)) return 'Send :authority, a host and port.';
  // "A server SHOULD treat a request as malformed if it contains a Host header field that identifies
  // an entity that differs from the entity in the :authority pseudo-header field."
  if (host !== undefined && host.toLowerCase() !== named.toLowerCase()) {
    return ':authority and Host must name the same host.';
  }
  return null;
}
