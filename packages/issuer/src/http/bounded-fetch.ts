import { readBytes } from '@sallyport/protocol/read-bytes.ts';

export interface FetchBounds {
  /** Of the body, after decompression. */
  maxBytes: number;
  /** For the whole exchange, until the last byte of the body. */
  timeoutMs: number;
}

/** What an exchange with a server that others choose may cost at most. */
export const outsideBounds: FetchBounds = { maxBytes: 512 * 1024, timeoutMs: 5_000 };

type Init = Omit<RequestInit, 'redirect' | 'body'> & {
  body?: RequestInit['body'] | Uint8Array | undefined;
};

/**
 * A request to a server that is not ours. The answer comes back once all of it was read within the
 * bounds, whatever its status. Redirects are returned and never followed: the address that was
 * configured or discovered is the one that is meant.
 *
 * @throws Error with a message for the log.
 */
export async function boundedFetch(
  url: string | URL,
  init: Init = {},
  { maxBytes, timeoutMs }: FetchBounds = outsideBounds,
): Promise<Response> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  const response = await fetch(url, { ...(init as RequestInit), redirect: 'manual', signal });
  const body = await readBounded(response, maxBytes);
  const { status, statusText } = response;
  const headers = new Headers(response.headers);
  // They describe the body as it was sent; what is handed on is decompressed.
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(body.length > 0 ? body : null, { status, statusText, headers });
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (!response.body) return new Uint8Array();
  const { origin, pathname } = new URL(response.url);
  return readBytes(response.body, { maxBytes, source: origin + pathname });
}
