import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { z } from 'zod';
import { isPlainText } from '../runtime/plain-text.ts';
import { readBody } from './read-body.ts';

/** The fields of a form, each at most once. */
export type Form = ReadonlyMap<string, string>;

/** Parameters that a standard lets repeat (RFC 8707, section 2). */
const repeatable = new Set(['resource']);

/** An `application/x-www-form-urlencoded` body. Repeated `resource` values are joined by a space. */
export async function readForm(request: Request): Promise<Form> {
  requireContentType(request, 'application/x-www-form-urlencoded');
  return parseParameters(new URLSearchParams(await readBody(request)));
}

/**
 * Parameters without a value count as left out, and none may come twice
 * (RFC 6749, sections 3.1 and 3.2) or hold control characters (appendix A).
 */
export function parseParameters(parameters: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, value] of parameters) {
    if (value === '') continue;
    if (!isPlainText(name) || !isPlainText(value)) {
      throw new OAuthError('invalid_request', `Control characters in ${printable(name)}.`);
    }
    const earlier = form.get(name);
    if (earlier !== undefined && !repeatable.has(name)) {
      throw new OAuthError('invalid_request', `The parameter ${printable(name)} came twice.`);
    }
    form.set(name, earlier === undefined ? value : `${earlier} ${value}`);
  }
  return form;
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
 * (RFC 8259, section 7): most bodies have none, and are parsed the fast way.
 */
function parseJson(text: string): unknown {
  return text.includes('\\u') ? JSON.parse(text, refuseUnstorable) : JSON.parse(text);
}

function refuseUnstorable(key: string, value: unknown): unknown {
  if (!isStorable(key) || (typeof value === 'string' && !isStorable(value))) {
    throw new OAuthError('invalid_request', 'The body holds a NUL or half a character.');
  }
  return value;
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/** @throws OAuthError `invalid_request` that names the first field that is wrong, and why. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new OAuthError('invalid_request', printable(`${where}${issue.message}`));
}

function requireContentType(request: Request, expected: string): void {
  const given = request.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (given !== expected) {
    throw new OAuthError('unsupported_media_type', `Send the body as ${expected}.`);
  }
}

/** The characters that RFC 6749, section 5.2 allows in `error_description`, and not too many. */
const printable = (text: string): string =>
  text.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'").slice(0, 300);
