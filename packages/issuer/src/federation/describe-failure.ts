import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';

/** What an error may say in the log. Its cause may hold claims or tokens, and stays out. */
export function describeFailure(error: unknown): Record<string, unknown> {
  const { name, message, code } = error as Error & { code?: unknown };
  const answered =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  const reason = answered ? error.error : undefined;
  return { failure: name, code, reason, message };
}
