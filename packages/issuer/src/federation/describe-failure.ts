import { AuthorizationResponseError, ResponseBodyError } from 'oauth4webapi';

/**
 * What an error may say in the log. Its cause may hold claims or tokens, and stays out; but for that
 * of `fetch failed`, which is the connection's and says what was not found or refused.
 */
export function describeFailure(error: unknown): Record<string, unknown> {
  const { name, message, code, cause } = error as Error & { code?: unknown };
  const answered =
    error instanceof AuthorizationResponseError || error instanceof ResponseBodyError;
  const reason = answered ? error.error : undefined;
  const isUnconnected = message === 'fetch failed' && cause instanceof Error;
  return {
    failure: name,
    code: isUnconnected ? (cause as { code?: unknown }).code : code,
    reason,
    message: isUnconnected && cause.message !== '' ? `${message}: ${cause.message}` : message,
  };
}
