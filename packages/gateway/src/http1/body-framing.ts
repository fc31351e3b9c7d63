/** How the end of a message's body is found (RFC 9112, section 6). */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  /** Responses only. */
  | { readonly kind: 'until_close' };

export const noBody: BodyFraming = { kind: 'none' };
export const chunked: BodyFraming = { kind: 'chunked' };
export const untilClose: BodyFraming = { kind: 'until_close' };

/** What a field section says about the message's end and the connection's. */
export interface Framing {
  /** Undefined where neither `Content-Length` nor `Transfer-Encoding` came. */
  body: BodyFraming | undefined;
  /** `Connection: close` came. */
  close: boolean;
}

/** So many digits are a number that is exact. */
const length = /^(?:0|[1-9][0-9]{0,14})$/;

/** `close` among the options of a `Connection` field (RFC 9112, section 9.6). */
const closes = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/i;

/**
 * Anything about a body's end that two readers could understand differently is not taken: a second
 * `Content-Length` even of the same value, both kinds of framing, other codings than `chunked`.
 *
 * @returns null where the framing is not taken
 */
export function readFraming(fields: readonly string[]): Framing | null {
  const framing: Framing = { body: undefined, close: false };
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index]!;
    // Most names are told apart by their length, without making a lower-case copy.
    switch (name.length) {
      case 10:
        if (name.toLowerCase() === 'connection') framing.close ||= closes.test(fields[index + 1]!);
        break;
      case 14:
        if (name.toLowerCase() === 'content-length' && !takeLength(framing, fields[index + 1]!))
          return null;
        break;
      case 16:
        // Never standard, and yet read by many as `Connection`.
        if (name.toLowerCase() === 'proxy-connection')
          framing.close ||= closes.test(fields[index + 1]!);
        break;
      case 17:
        if (name.toLowerCase() === 'transfer-encoding' && !takeCoding(framing, fields[index + 1]!))
          return null;
        break;
    }
  }
  return framing;
}

function takeLength(framing: Framing, value: string): boolean {
  if (framing.body !== undefined || !length.test(value)) return false;
  framing.body = { kind: 'length', bytes: Number(value) };
  return true;
}

function takeCoding(framing: Framing, value: string): boolean {
  if (framing.body !== undefined || value.toLowerCase() !== 'chunked') return false;
  framing.body = chunked;
  return true;
}
