import type { IncomingMessage } from 'node:http';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { describeIssue } from '@sallyport/protocol/input-issue.ts';
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

/** How long a small body may take, in milliseconds. */
const bodyTimeoutMs = 10_000;

/**
 * Reads a small JSON body.
 *
 * @throws OAuthError `content_too_large`, `request_timeout` or `invalid_request`
 */
export async function readJsonBody<T>(
  request: IncomingMessage,
  schema: z.ZodType<T>,
  timeoutMs = bodyTimeoutMs,
): Promise<T> {
  const text = await within(timeoutMs, readText(request));
  const body = parse(text);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const isObject = issue.path.length > 0 || issue.code === 'unrecognized_keys';
  const what = isObject ? describeIssue(issue, body) : 'The body is not a JSON object.';
  throw new OAuthError('invalid_request', what);
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new OAuthError('content_too_large', `Send at most ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function within<T>(ms: number, reading: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = () => reject(new OAuthError('request_timeout', 'The body did not come in time.'));
    const timer = setTimeout(late, ms);
    reading.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
