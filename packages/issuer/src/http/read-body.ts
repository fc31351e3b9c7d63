import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';

/** Room for any form or document that a client has reason to send. */
const usualLimit = 64 * 1024;

/**
 * The body as text, of at most `limit` bytes. A length that is announced is judged before a byte
 * is read; Node's parser holds the sender to it.
 *
 * @throws OAuthError `content_too_large`; `unsupported_media_type` for one that is compressed;
 *   `invalid_request` for bytes that are no UTF-8: what is guessed of them would be stored as a name
 */
export async function readBody(request: Request, limit = usualLimit): Promise<string> {
  // RFC 9110, section 8.4: what the body is depends on it, so that it cannot be passed over.
  if ((request.req.header('content-encoding') ?? 'identity').toLowerCase() !== 'identity') {
    throw new OAuthError('unsupported_media_type', 'Send the body without a Content-Encoding.');
  }
  return decode(await readBytes(request, limit));
}

async function readBytes(request: Request, limit: number): Promise<ArrayBuffer | Buffer> {
  const announced = request.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > limit) throw tooLarge(limit);
    return request.req.arrayBuffer();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.req.raw.body ?? []) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: ArrayBuffer | Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new OAuthError('invalid_request', 'The body is not UTF-8.', { cause });
  }
}

const tooLarge = (limit: number) =>
  new OAuthError('content_too_large', `The body may have ${limit} bytes at most.`);
