import { STATUS_CODES } from 'node:http';
import { type ErrorCode, OAuthError } from '@sallyport/protocol/errors.ts';
import { describeIssue, type InputIssue } from '@sallyport/protocol/input-issue.ts';
import type { z } from 'zod';
import { printable } from './printable.ts';

/** One thing that is wrong with a request. */
interface FieldProblem {
  /** In the body: a JSON pointer (RFC 6901) as a fragment. */
  pointer?: string;
  /** In the query or the path. */
  parameter?: string;
  detail: string;
}

/** Where an input came from. */
export type Place = 'body' | 'query' | 'path';

/** A request that is not of its form, with everything that is wrong with it. */
export class InvalidInputError extends OAuthError {
  readonly fields: readonly FieldProblem[];

  constructor(issues: readonly InputIssue[], input: unknown, place: Place) {
    super('invalid_request', printable(describeIssue(issues[0]!, input)));
    this.fields = issues.map((issue) => ({
      ...(place === 'body'
        ? { pointer: `#${issue.path.map((key) => `/${escapeKey(key)}`).join('')}` }
        : { parameter: String(issue.path[0] ?? '') }),
      detail: printable(describeIssue(issue, input)),
    }));
  }
}

const escapeKey = (key: PropertyKey): string =>
  encodeURIComponent(String(key).replaceAll('~', '~0').replaceAll('/', '~1'));

/** @throws InvalidInputError */
export function parseWhole<T>(schema: z.ZodType<T>, input: unknown, place: Place): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(parsed.error.issues, input, place);
}

/** RFC 9457. The members of RFC 6749, section 5.2, stay beside them for programs that read those. */
export interface Problem {
  type: 'about:blank';
  title: string;
  status: number;
  detail: string;
  code: ErrorCode;
  errors?: readonly FieldProblem[];
  error: ErrorCode;
  error_description: string;
}

/** What it is about is said by `code`: beyond the status, `type` would only repeat it (section 4.2.1). */
export const problemOf = (error: OAuthError): Problem => ({
  type: 'about:blank',
  title: STATUS_CODES[error.status] ?? '',
  status: error.status,
  detail: error.message,
  code: error.code,
  ...(error instanceof InvalidInputError && { errors: error.fields }),
  ...error.toJSON(),
});
