import { isRefusal } from './failures.ts';

/** How many of these statements run at a time. With more, each would only serve fewer callers. */
const maxRunning = 2;

interface Batch<Key, Value> {
  keys: Set<Key>;
  found: PromiseWithResolvers<Map<Key, Value>>;
}

/**
 * One statement for many callers: all look-ups that arrive before a statement begins share it. No
 * caller is answered from a statement that began before the call, so that the answer is as fresh as
 * that of a statement of its own. A key that the database refuses fails only for those who asked for
 * it: the statement did nothing then, and each key has one of its own.
 *
 * @param load gets each key once and returns what was found.
 * @param maxKeys of one statement
 */
export function coalesce<Value, Key = string>(
  load: (keys: Key[]) => Promise<Map<Key, Value>>,
  maxKeys = Number.POSITIVE_INFINITY,
): (key: Key) => Promise<Value | undefined> {
  const waiting: Batch<Key, Value>[] = [];
  let underWay = 0;

  function send(): void {
    const next = underWay < maxRunning ? waiting.shift() : undefined;
    if (!next) return;
    const { keys, found } = next;
    underWay++;
    const settled = () => {
      underWay--;
      send();
    };
    load([...keys])
      .finally(settled)
      .then(found.resolve, found.reject);
  }

  return async (key) => {
    let batch = waiting.at(-1);
    if (!batch || batch.keys.size >= maxKeys) {
      batch = { keys: new Set(), found: Promise.withResolvers() };
      waiting.push(batch);
      // After the requests that this turn of the event loop has already read from their sockets.
      setImmediate(send);
    }
    const { keys, found } = batch;
    keys.add(key);
    try {
      return (await found.promise).get(key);
    } catch (error) {
      if (keys.size === 1 || !isRefusal(error)) throw error;
      return (await load([key])).get(key);
    }
  };
}
