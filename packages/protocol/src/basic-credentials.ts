/** What a client authenticates with by `client_secret_basic` (RFC 6749, section 2.3.1). */
export interface BasicCredentials {
  id: string;
  secret: string;
}

/** The value of `Authorization`: id and secret are form-encoded before they are joined. */
export function formatBasic({ id, secret }: BasicCredentials): string {
  return `Basic ${btoa(`${formEncode(id)}:${formEncode(secret)}`)}`;
}

/** UNICODECHARNOCRLF of RFC 6749, appendix A: no control character but the tab. */
const control = /[^\t\x20-\x7e\x80-\u{10ffff}]/u;

/**
 * Reads the value of `Authorization`. Null when it is of another scheme, undefined when it is
 * malformed: no base64, no UTF-8, no id, a broken percent-encoding, a control character.
 */
export function parseBasic(header: string): BasicCredentials | null | undefined {
  const [, token] = /^basic +([A-Za-z0-9+/=]+) *$/i.exec(header) ?? [];
  if (token === undefined) return /^basic(?: |$)/i.test(header) ? undefined : null;
  try {
    const pair = decodeUtf8(atob(token));
    const colon = pair.indexOf(':');
    if (colon < 1) return undefined;
    const id = formDecode(pair.slice(0, colon));
    const secret = formDecode(pair.slice(colon + 1));
    return control.test(id + secret) ? undefined : { id, secret };
  } catch {
    return undefined;
  }
}

const formEncode = (text: string): string => new URLSearchParams({ '': text }).toString().slice(1);

const formDecode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/**
 * @param bytes a character for each byte
 * @throws TypeError when they are no UTF-8
 */
function decodeUtf8(bytes: string): string {
  // ASCII, as nearly always, says the same in both.
  if (!/[^\0-\x7f]/.test(bytes)) return bytes;
  return strictUtf8.decode(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
