/**
 * Known forms of request smuggling and response splitting, as published of servers and proxies. Each is
 * what stands between the first lines of a message and its body, with that body.
 */
export interface SmugglingForm {
  name: string;
  /** Field lines, each with its end; the empty line is added. */
  fields: string;
  body: string;
}

const hidden = 'GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n';
const cl = 'Content-Length: 5\r\n';
const te = 'Transfer-Encoding: chunked\r\n';
const terminated = `0\r\n\r\n${hidden}`;

const form = (name: string, fields: string, body = terminated): SmugglingForm => ({
  name,
  fields,
  body,
});

/** Ambiguous in a field section, and so the same in requests and in responses. */
export const ambiguousHeads: readonly SmugglingForm[] = [
  // Both lengths, or two of one kind.
  form('length, then chunks', cl + te),
  form('chunks, then length', te + cl),
  form('two lengths that differ', `${cl}Content-Length: 6\r\n`, 'hello!'),
  form('two lengths that are the same', cl + cl, 'hello'),
  form('a list of lengths', 'Content-Length: 5, 6\r\n', 'hello!'),
  form('a list of the same length', 'Content-Length: 5, 5\r\n', 'hello'),
  form('no length, said', 'Content-Length:\r\n', 'hello'),
  form('a length with a sign', 'Content-Length: +5\r\n', 'hello'),
  form('a negative length', 'Content-Length: -5\r\n', 'hello'),
  form('a length with leading zeros', 'Content-Length: 005\r\n', 'hello'),
  form('a hexadecimal length', 'Content-Length: 0x5\r\n', 'hello'),
  form('a length with a fraction', 'Content-Length: 5.0\r\n', 'hello'),
  form('a length with an exponent', 'Content-Length: 5e0\r\n', 'hello'),
  form('a length with underscores', 'Content-Length: 1_0\r\n', 'hellohello'),
  form('a length of two numbers', 'Content-Length: 5 5\r\n', 'hello'),
  form('a length that wraps', 'Content-Length: 18446744073709551621\r\n', 'hello'),
  form('a quoted length', 'Content-Length: "5"\r\n', 'hello'),
  form('a length in other digits', 'Content-Length: \xb5\r\n', 'hello'),
  form('a length with a tab behind it', 'Content-Length: 5\t\r\n', 'hello'),
  form('a length with a vertical tab', 'Content-Length: \x0b5\r\n', 'hello'),
  form('a length with a no-break space', 'Content-Length: \xa05\r\n', 'hello'),
  form('a length with a NUL', 'Content-Length: 5\0\r\n', 'hello'),
  // Codings.
  form('another coding', 'Transfer-Encoding: gzip\r\n'),
  form('a coding before chunks', 'Transfer-Encoding: gzip, chunked\r\n'),
  form('a coding after chunks', 'Transfer-Encoding: chunked, gzip\r\n'),
  form('identity', 'Transfer-Encoding: identity\r\n'),
  form('identity and chunks', 'Transfer-Encoding: identity, chunked\r\n'),
  form('chunked twice in a line', 'Transfer-Encoding: chunked, chunked\r\n'),
  form('chunked in two lines', te + te),
  form('two codings in two lines', `${te}Transfer-Encoding: identity\r\n`),
  form('a misspelt coding', 'Transfer-Encoding: xchunked\r\n'),
  form('a quoted coding', 'Transfer-Encoding: "chunked"\r\n'),
  form('a coding in apostrophes', "Transfer-Encoding: 'chunked'\r\n"),
  form('a coding with a parameter', 'Transfer-Encoding: chunked;q=1\r\n'),
  form('a coding with a comma behind it', 'Transfer-Encoding: chunked,\r\n'),
  form('a coding with a comma before it', 'Transfer-Encoding: ,chunked\r\n'),
  form('no coding, said', 'Transfer-Encoding:\r\n'),
  form('a coding with a vertical tab', 'Transfer-Encoding:\x0bchunked\r\n'),
  form('a coding with a form feed', 'Transfer-Encoding:\x0cchunked\r\n'),
  form('a coding with a NUL', 'Transfer-Encoding: chunked\0\r\n'),
  form('a coding with a no-break space', 'Transfer-Encoding: \xa0chunked\r\n'),
  form('a coding with a tab behind it', 'Transfer-Encoding: chunked\t\r\n'),
  form('a coding with a byte above 127', 'Transfer-Encoding: chunk\xe9d\r\n'),
  // Names.
  form('a space before the colon of the length', 'Content-Length : 5\r\n', 'hello'),
  form('a space before the colon of the coding', `${cl}Transfer-Encoding : chunked\r\n`),
  form('a tab before the colon', `${cl}Transfer-Encoding\t: chunked\r\n`),
  form('a vertical tab before the colon', `${cl}Transfer-Encoding\x0b: chunked\r\n`),
  form('a space before the name', `${cl} Transfer-Encoding: chunked\r\n`),
  form('a tab before the name', `${cl}\tTransfer-Encoding: chunked\r\n`),
  form('a NUL in the name', `${cl}Transfer-Encoding\0: chunked\r\n`),
  form('a space in the name', `${cl}Transfer Encoding: chunked\r\n`),
  form('a byte above 127 in the name', `${cl}Transfer-Encoding\xff: chunked\r\n`),
  form('no colon', `${cl}Transfer-Encoding chunked\r\n`),
  form('no name', `${cl}: chunked\r\n`),
  form('a line of a space', `${cl} \r\nTransfer-Encoding: chunked\r\n`),
  // Ends of lines.
  form('a folded length', 'X-A: 1\r\n Content-Length: 5\r\n', 'hello'),
  form('a folded coding', 'Transfer-Encoding:\r\n chunked\r\n'),
  form('a line that ends with LF', 'X-A: 1\nContent-Length: 5\r\n', 'hello'),
  form('a line that ends with CR', 'X-A: 1\rContent-Length: 5\r\n', 'hello'),
  form('a line that ends with CR CR LF', `X-A: 1\r\r\n${cl}`, 'hello'),
  form('an empty line of LF', `X-A: 1\r\n\n${hidden}`, ''),
  form('an empty line of CR', `X-A: 1\r\n\r${hidden}`, ''),
  form('an empty line of LF LF', `X-A: 1\n\n${hidden}`, ''),
  form('a NUL before the end of the line', 'X-A: 1\0\r\n', ''),
  form('a control character in a value', 'X-A: 1\x01\r\n', ''),
  form('a delete character in a value', 'X-A: 1\x7f\r\n', ''),
];

/** A good head with `Transfer-Encoding: chunked`, and chunks that can be read in two ways. */
export const ambiguousChunks: readonly SmugglingForm[] = [
  form('a size with a sign', te, `+5\r\nhello\r\n${terminated}`),
  form('a negative size', te, `-5\r\nhello\r\n${terminated}`),
  form('a size with a prefix', te, `0x5\r\nhello\r\n${terminated}`),
  form('a size that wraps', te, `10000000000000005\r\nhello\r\n${terminated}`),
  form('a size with an underscore', te, `0_5\r\nhello\r\n${terminated}`),
  form('a size with a space behind it', te, `5 \r\nhello\r\n${terminated}`),
  form('a size with a space before it', te, ` 5\r\nhello\r\n${terminated}`),
  form('no size', te, `\r\nhello\r\n${terminated}`),
  form('an extension without a name', te, `5;\r\nhello\r\n${terminated}`),
  form('a line’s end in an extension', te, `5;a=\n\r\nhello\r\n${terminated}`),
  form('a CR in an extension', te, `5;a=\rb\r\nhello\r\n${terminated}`),
  form('a long extension', te, `5;a=${'b'.repeat(20_000)}\r\nhello\r\n${terminated}`),
  form('a size line that ends with LF', te, `5\nhello\r\n${terminated}`),
  form('a size line that ends with CR', te, `5\rhello\r\n${terminated}`),
  form('data that ends with LF', te, `5\r\nhello\n${terminated}`),
  form('data that ends with other bytes', te, `5\r\nhelloXX${terminated}`),
  form('more data than its size', te, `5\r\nhello!\r\n${terminated}`),
  form('a last chunk that ends with LF', te, `5\r\nhello\r\n0\n\n${hidden}`),
  form('a trailer section that ends with LF', te, `5\r\nhello\r\n0\r\n\n${hidden}`),
  form('a length among the trailers', te, `5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n${hidden}`),
  form('a coding among the trailers', te, `5\r\nhello\r\n0\r\n${te}\r\n${hidden}`),
  form('a space before the colon of a trailer', te, `5\r\nhello\r\n0\r\nA : b\r\n\r\n${hidden}`),
  form('a folded trailer', te, `5\r\nhello\r\n0\r\nA: b\r\n c\r\n\r\n${hidden}`),
];

/** Beginnings of a message that servers have understood differently. */
export const ambiguousRequestLines: readonly [name: string, line: string][] = [
  ['two spaces', 'GET  /api/x HTTP/1.1\r\n'],
  ['a tab', 'GET\t/api/x HTTP/1.1\r\n'],
  ['a space in the target', 'GET /api/x y HTTP/1.1\r\n'],
  ['a tab in the target', 'GET /api/x\ty HTTP/1.1\r\n'],
  ['a NUL in the target', 'GET /api/x\0 HTTP/1.1\r\n'],
  ['a byte above 127 in the target', 'GET /api/\xe9 HTTP/1.1\r\n'],
  ['a fragment', 'GET /api/x#/../y HTTP/1.1\r\n'],
  ['no version', 'GET /api/x\r\n'],
  ['version 1.0', 'GET /api/x HTTP/1.0\r\n'],
  ['version 0.9', 'GET /api/x HTTP/0.9\r\n'],
  ['version 1.10', 'GET /api/x HTTP/1.10\r\n'],
  ['version 2.0', 'GET /api/x HTTP/2.0\r\n'],
  ['a version in small letters', 'GET /api/x http/1.1\r\n'],
  ['a space behind the version', 'GET /api/x HTTP/1.1 \r\n'],
  ['the absolute form', 'GET http://b/api/x HTTP/1.1\r\n'],
  ['the authority form', 'CONNECT a:443 HTTP/1.1\r\n'],
  ['the asterisk form', 'OPTIONS * HTTP/1.1\r\n'],
  ['a method in small letters', 'get /api/x HTTP/1.1\r\n'],
  ['a line that ends with LF', 'GET /api/x HTTP/1.1\n'],
  ['an empty line before it', '\r\nGET /api/x HTTP/1.1\r\n'],
  ['a field before it', 'X-A: 1\r\nGET /api/x HTTP/1.1\r\n'],
];
