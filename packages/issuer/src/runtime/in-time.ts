/**
 * What `work` comes to, if that is within `ms`; the work itself goes on.
 *
 * @throws what `late` makes when the time is over first.
 */
export async function inTime<T>(work: PromiseLike<T>, ms: number, late: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(late()), ms);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
