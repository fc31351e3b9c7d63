import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { z } from 'zod';

const maxBytes = 16 * 1024;

/** A page of another origin cannot send this media type without asking first. */
export const isJson = (request: IncomingMessage): boolean =>
  mediaType(request) === 'application/json';

export const isForm = (request: IncomingMessage): boolean =>
  mediaType(request) === 'application/x-www-form-urlencoded';

function mediaType(request: IncomingMessage): string {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  return type.trim().toLowerCase();
}

/**
 * Reads a small JSON body.
 *
 * @throws OAuthError `content_too_large` or `invalid_request`
 */
export async function readJsonBody<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new OAuthError('content_too_large', `Send at most ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const result = schema.safeParse(parse(Buffer.concat(chunks).toString()));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue?.path.join('.');
  const what = place ? `${place}: ${issue?.message}` : 'The body is not a JSON object.';
  throw new OAuthError('invalid_request', what);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
