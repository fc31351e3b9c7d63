/**
 * JSON Lines, made as fast as they are read. Fails for the first line as a call does; after that,
 * the connection is cut, so that half an answer is not taken for a whole one.
 */
export async function lineStream(
  lines: AsyncIterable<object>,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = lines[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<object>> | null = Promise.resolve(await iterator.next());
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await (next ?? iterator.next());
        next = null;
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      },
      async cancel() {
        await iterator.return?.();
      },
    },
    // Bytes: what the connection takes, and not more.
    { highWaterMark: 65_536, size: (chunk) => chunk.byteLength },
  );
}
