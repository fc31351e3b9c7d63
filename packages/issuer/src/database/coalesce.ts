import { isDataException } from './failures.ts';

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
 * it.
 *
 * @param load gets each key once and returns what was found.
 */
export function coalesce<Value, Key = string>(
  load: (keys: Key[]) => Promise<Map<Key, Value>>,
): (key: Key) => Promise<Value | undefined> {
  let waiting: Batch<Key, Value> | null = null;
  let underWay = 0;

  function send(): void {
    if (!waiting || underWay >= maxRunning) return;
    const { keys, found } = waiting;
    waiting = null;
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
    if (!waiting) {
      waiting = { keys: new Set(), found: Promise.withResolvers() };
      // After the requests that this turn of the event loop has already read from their sockets.
      setImmediate(send);
    }
    const { keys, found } = waiting;
    keys.add(key);
    try {
      return (await found.promise).get(key);
    } catch (error) {
      if (keys.size === 1 || !isDataException(error)) throw error;
      return (await load([key])).get(key);
    }
  };
}
