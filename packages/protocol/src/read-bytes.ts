/**
 * Reads a body of at most `maxBytes`. A longer one is cancelled, so that the other side cannot go on
 * sending.
 *
 * @param source named in the error.
 * @throws Error with a message for the log.
 */
export async function readBytes(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, source }: { maxBytes: number; source: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new Error(`${source} sent more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let end = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.byteLength;
  }
  return bytes;
}

/** The same as UTF-8 text; empty where there is no body. */
export async function readText(
  body: AsyncIterable<Uint8Array> | null,
  limits: { maxBytes: number; source: string },
): Promise<string> {
  return body ? new TextDecoder().decode(await readBytes(body, limits)) : '';
}
