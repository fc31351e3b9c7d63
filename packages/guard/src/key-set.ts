import { createKeySource, type KeySource } from '@sallyport/protocol/key-source.ts';
import { usableKeys } from '@sallyport/protocol/usable-keys.ts';
import { errors } from 'jose';
import { GuardError } from './errors.ts';
import { type FetchLimits, fetchJson } from './fetch-json.ts';
import { type KeySet, localKeys } from './local-keys.ts';

export interface IssuerKeysOptions {
  issuer: string;
  /** Known beforehand, or found by discovery. */
  jwksUri: string | undefined;
  /** Wall-clock time in milliseconds. */
  now: () => number;
  /** Milliseconds for discovery and keys together; 5,000 by default. */
  timeout?: number;
}

const maxBytes = 512 * 1024;

/**
 * A new set is made when a key was added or removed.
 *
 * Its methods reject with `keys_unavailable` while there are no keys fresh enough.
 */
export function createIssuerKeys(options: IssuerKeysOptions): KeySource<KeySet> {
  const { issuer, jwksUri, now, timeout = 5_000 } = options;
  return createKeySource({
    async fetchKeys() {
      const limits: FetchLimits = { signal: AbortSignal.timeout(timeout), maxBytes };
      const url =
        jwksUri ?? (await (await import('./discovery.ts')).discoverJwksUri(issuer, limits));
      return usableKeys(url, await fetchJson(url, limits));
    },
    prepare: localKeys,
    now,
    isKeyMissing: (error) => error instanceof errors.JWKSNoMatchingKey,
    onFailure: (error) => warn(issuer, error),
    unavailable: (cause, retryAfter) => new GuardError('keys_unavailable', { cause, retryAfter }),
  });
}

/** Callers learn only that tokens cannot be checked; this warning tells the operator why. */
function warn(issuer: string, error: unknown): void {
  process.emitWarning(`The keys of ${issuer} could not be fetched.`, {
    type: 'SallyportGuard',
    detail: reasons(error).join('\n'),
  });
}

function reasons(error: unknown): string[] {
  if (error instanceof AggregateError) return [error.message, ...error.errors.flatMap(reasons)];
  if (!(error instanceof Error)) return [String(error)];
  return error.cause instanceof Error
    ? [`${error.message} (${error.cause.message})`]
    : [error.message];
}
