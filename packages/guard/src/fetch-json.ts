import { readBytes } from '@sallyport/protocol/read-bytes.ts';

export interface FetchLimits {
  /** Ends the exchange, its body included. */
  signal: AbortSignal;
  /** Bytes of the body. */
  maxBytes: number;
}

/**
 * GETs a JSON object. Redirects are refused: the document must be at the URL that the issuer names.
 *
 * @throws Error with a message for the log.
 */
export async function fetchJson(url: string, limits: FetchLimits): Promise<object> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'error',
    signal: limits.signal,
  });
  if (!response.ok || !response.body) {
    // The body of an error is not read: it could be endless.
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}.`);
  }
  const { maxBytes } = limits;
  const bytes = await readBytes(response.body, { maxBytes, source: url });
  const parsed: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof parsed !== 'object' || parsed === null)
    throw new Error(`${url} did not send a JSON object.`);
  return parsed;
}
