import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';

/** Room for any form or document that a client has reason to send. */
const usualLimit = 64 * 1024;

/**
 * The body as text, of at most `limit` bytes. A length that is announced is judged before a byte
 * is read; Node's parser holds the sender to it.
 */
export async function readBody(request: Request, limit = usualLimit): Promise<string> {
  const announced = request.req.header('content-length');
  if (announced !== undefined) {
    if (Number(announced) > limit) throw tooLarge(limit);
    return request.req.text();
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.req.raw.body ?? []) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const tooLarge = (limit: number) =>
  new OAuthError('content_too_large', `The body may have ${limit} bytes at most.`);
