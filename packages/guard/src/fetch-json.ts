export interface FetchLimits {
  /** Ends the exchange, its body included. */
  signal: AbortSignal;
  /** Bytes of the body. */
  maxBytes: number;
}

/**
 * GET a JSON object. Redirects are refused: what answers must be where the issuer said it is.
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
    // What an error says is not read; an endless one ends here.
    await response.body?.cancel();
    throw new Error(`${url} answered ${response.status}.`);
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limits.maxBytes) throw new Error(`${url} sent more than ${limits.maxBytes} bytes.`);
    chunks.push(chunk);
  }
  const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null) throw new Error(`${url} sent no JSON object.`);
  return parsed;
}
