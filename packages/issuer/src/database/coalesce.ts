import { isDataException } from './failures.ts';

/** Statements of one kind under way at a time. More would only make each of them serve fewer. */
const mostUnderWay = 2;

interface Batch<Value> {
  keys: Set<string>;
  found: PromiseWithResolvers<Map<string, Value>>;
}

/**
 * One statement for many callers: every look-up that arrives before a statement begins shares it.
 * Nobody is answered from a statement that began before they asked, so that what they see is as
 * fresh as a look-up of their own. A key that the database refuses fails for whoever asked for it,
 * and for nobody else.
 *
 * @param load gets each key once and returns what was found.
 */
export function coalesce<Value>(
  load: (keys: string[]) => Promise<Map<string, Value>>,
): (key: string) => Promise<Value | undefined> {
  let waiting: Batch<Value> | null = null;
  let underWay = 0;

  function send(): void {
    if (!waiting || underWay >= mostUnderWay) return;
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
