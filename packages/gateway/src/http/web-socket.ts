import { createHash } from 'node:crypto';
import { type Refusal, refusal, upgradeNotServed } from './refusal.ts';

/** The opening handshake of WebSocket over HTTP/1.1 (RFC 6455, section 4). */

const version = '13';
/** 16 bytes in base64 (section 4.1). */
const key = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
/** Of section 1.3. */
const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

interface Complaint {
  description: string;
  /** It is for another protocol than WebSocket. */
  isProtocol?: true;
  /** The version is another one, and the caller is told which is spoken. */
  isVersion?: true;
}

/** Whether a request that asks for another protocol is a whole handshake of WebSocket. */
export const isHandshake = (method: string, rawHeaders: readonly string[]): boolean =>
  complaintAbout(method, rawHeaders) === null;

/** The answer to a request that asks for another protocol and cannot have it. */
export function refuseUpgrade(method: string, rawHeaders: readonly string[]): Refusal {
  const complaint = complaintAbout(method, rawHeaders);
  if (complaint?.isProtocol) return upgradeNotServed();
  const description =
    complaint?.description ??
    'A WebSocket client sends nothing until its handshake is answered, and speaks HTTP/1.1 until then.';
  // Section 4.4.
  const headers = complaint?.isVersion ? ['Sec-WebSocket-Version', version] : [];
  return refusal('invalid_request', description, headers);
}

function complaintAbout(method: string, rawHeaders: readonly string[]): Complaint | null {
  if (!isOnly(valuesOf(rawHeaders, 'upgrade'), /^websocket$/i)) {
    return { description: 'The only Upgrade that is served is websocket.', isProtocol: true };
  }
  if (!namesUpgrade(rawHeaders)) return wrong('With Upgrade, send Connection: Upgrade.');
  if (method !== 'GET') return wrong('A WebSocket begins with the method GET.');
  if (hasBody(rawHeaders)) return wrong('The handshake of a WebSocket has no body.');
  if (!isOnly(valuesOf(rawHeaders, 'sec-websocket-version'), /^13$/)) {
    return { description: 'The only Sec-WebSocket-Version that is served is 13.', isVersion: true };
  }
  return isOnly(valuesOf(rawHeaders, 'sec-websocket-key'), key)
    ? null
    : wrong('Send one Sec-WebSocket-Key: 16 random bytes in base64.');
}

/**
 * Whether an upstream's 101 is the answer to this handshake (section 4.1): one that only looks like it
 * would leave a connection on which two sides take the same bytes for different things.
 */
export function acceptsHandshake(
  rawHeaders: readonly string[],
  answer: readonly string[],
): boolean {
  const [given = ''] = valuesOf(rawHeaders, 'sec-websocket-key');
  const accept = createHash('sha1')
    .update(given + guid)
    .digest('base64');
  const [accepted, ...others] = valuesOf(answer, 'sec-websocket-accept');
  return (
    accepted === accept &&
    others.length === 0 &&
    !hasBody(answer) &&
    namesUpgrade(answer) &&
    isOnly(valuesOf(answer, 'upgrade'), /^websocket$/i)
  );
}

/** Of both a handshake and its answer, for the connection that it is on. */
export const upgradeHeaders = ['Connection', 'Upgrade', 'Upgrade', 'websocket'] as const;

const wrong = (description: string): Complaint => ({ description });

const isOnly = (values: readonly string[], pattern: RegExp): boolean =>
  values.length === 1 && pattern.test(values[0]!);

const namesUpgrade = (rawHeaders: readonly string[]): boolean =>
  valuesOf(rawHeaders, 'connection')
    .flatMap((value) => value.split(','))
    .some((option) => option.trim().toLowerCase() === 'upgrade');

const hasBody = (rawHeaders: readonly string[]): boolean =>
  valuesOf(rawHeaders, 'transfer-encoding').length > 0 ||
  valuesOf(rawHeaders, 'content-length').some((value) => value !== '0');

/** @param lower the name in lower case */
function valuesOf(rawHeaders: readonly string[], lower: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]!.toLowerCase() === lower) values.push(rawHeaders[index + 1]!);
  }
  return values;
}
