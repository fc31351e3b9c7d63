import { isPlainText } from '../http/plain-text.ts';

export interface BasicCredentials {
  id: string;
  secret: string;
}

/**
 * `Authorization: Basic` as RFC 6749, section 2.3.1 has it: id and secret are form-encoded before
 * they are joined. Null when the header is of another scheme; undefined when it is malformed.
 */
export function parseBasic(header: string): BasicCredentials | null | undefined {
  const space = header.indexOf(' ');
  if (space < 0 || header.slice(0, space).toLowerCase() !== 'basic') return null;
  const decoded = Buffer.from(header.slice(space + 1).trim(), 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon < 1) return undefined;
  try {
    const id = formDecode(decoded.slice(0, colon));
    const secret = formDecode(decoded.slice(colon + 1));
    return isPlainText(id) && isPlainText(secret) ? { id, secret } : undefined;
  } catch {
    return undefined;
  }
}

const formDecode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
