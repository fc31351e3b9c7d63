import { OAuthError } from '@sallyport/protocol/errors.ts';
import { describeIssue } from '@sallyport/protocol/input-issue.ts';
import type { Context as Request } from 'hono';
import type { z } from 'zod';
import { Parameters } from './parameters.ts';
import { printable } from './printable.ts';
import { readBody } from './read-body.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** The form of the request, once it was asked for. */
    form: Promise<Parameters>;
  }
}

/**
 * An `application/x-www-form-urlencoded` body. It is read once, so that what limits a request and what
 * answers it cannot take it for two different ones.
 */
export function readForm(request: Request): Promise<Parameters> {
  const form = request.get('form') ?? parseForm(request);
  request.set('form', form);
  return form;
}

async function parseForm(request: Request): Promise<Parameters> {
  requireContentType(request, 'application/x-www-form-urlencoded');
  return new Parameters(new URLSearchParams(await readBody(request)));
}

/** A JSON body of the given shape, of at most `limit` bytes. */
export async function readJson<T>(
  request: Request,
  schema: z.ZodType<T>,
  limit?: number,
): Promise<T> {
  requireContentType(request, 'application/json');
  const text = await readBody(request, limit);
  let body: unknown;
  try {
    body = parseJson(text);
  } catch (cause) {
    if (cause instanceof OAuthError) throw cause;
    throw new OAuthError('invalid_request', 'The body is not valid JSON.', { cause });
  }
  return parseInput(schema, body);
}

/**
 * What the database does not keep, a NUL and half a character, cannot be sent but as an escape
 * (RFC 8259, section 7): most texts have none, and are parsed the fast way.
 *
 * @throws SyntaxError; OAuthError `invalid_request` for such a character
 */
export function parseJson(text: string): unknown {
  return text.includes('\\u') ? JSON.parse(text, refuseUnstorable) : JSON.parse(text);
}

function refuseUnstorable(key: string, value: unknown): unknown {
  if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) {
    throw new OAuthError('invalid_request', 'The JSON contains a NUL or a lone surrogate.');
  }
  return value;
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** @throws OAuthError `invalid_request` that names the first field that is wrong, and why. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new OAuthError('invalid_request', printable(describeIssue(parsed.error.issues[0]!, input)));
}

function requireContentType(request: Request, expected: string): void {
  const given = request.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (given !== expected) {
    throw new OAuthError('unsupported_media_type', `Send the body as ${expected}.`);
  }
}
