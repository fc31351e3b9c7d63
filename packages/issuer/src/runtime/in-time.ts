/**
 * What `work` comes to, if that is within `ms`; the work itself goes on.
 *
 * @throws what `late` makes when the time is over first.
 */
export function inTime<T>(work: PromiseLike<T>, ms: number, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), ms);
    work.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
