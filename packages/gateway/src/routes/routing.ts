import type { Position, RoutesResponse } from '@sallyport/protocol/internal.ts';
import { compileRoutes, type RouteTable } from './table.ts';

interface Dependencies {
  /** Reads the routes from the issuer. */
  read(): Promise<RoutesResponse>;
}

interface ReadTable {
  table: RouteTable;
  asOf: Position;
}

/** The routing table in force, and the way to a newer one. */
export class Routing {
  table: RouteTable = compileRoutes([]);
  readonly #read: () => Promise<RoutesResponse>;
  #running: Promise<ReadTable> | null = null;
  #next: Promise<ReadTable> | null = null;

  constructor({ read }: Dependencies) {
    this.#read = read;
  }

  install(table: RouteTable): void {
    this.table = table;
  }

  /**
   * A table that was read after this call. Callers that come while a read is under way share the
   * next one.
   */
  fresh(): Promise<ReadTable> {
    if (!this.#running) return this.#start();
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  #start(): Promise<ReadTable> {
    const running = this.#read().then(({ as_of, routes }) => ({
      table: compileRoutes(routes),
      asOf: as_of,
    }));
    this.#running = running;
    const done = () => {
      if (this.#running === running) this.#running = null;
    };
    running.then(done, done);
    return running;
  }
}
