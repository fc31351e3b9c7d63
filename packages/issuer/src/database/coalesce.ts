/**
 * One statement for many callers: every look-up that arrives before a statement begins shares it.
 * Nobody is answered from a statement that began before they asked, so that what they see is as
 * fresh as a look-up of their own.
 *
 * @param load gets each key once and returns what was found.
 */
export function coalesce<Value>(
  load: (keys: string[]) => Promise<Map<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  let waiting: Batch<Value> | null = null;
  return (key) => {
    if (!waiting) {
      const batch: Batch<Value> = { keys: new Set(), found: Promise.resolve(new Map()) };
      // After the requests that this turn of the event loop has already read from their sockets.
      batch.found = new Promise((resolve, reject) => {
        setImmediate(() => {
          waiting = null;
          load([...batch.keys]).then(resolve, reject);
        });
      });
      waiting = batch;
    }
    waiting.keys.add(key);
    return waiting.found.then((found) => found.get(key));
  };
}

interface Batch<Value> {
  keys: Set<string>;
  found: Promise<Map<string, Value>>;
}
