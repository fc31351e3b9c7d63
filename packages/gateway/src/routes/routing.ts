import type { Position, RoutesResponse } from '@sallyport/protocol/internal.ts';
import { compileRoutes, type GoesFirst, type RouteTable } from './table.ts';

interface Dependencies {
  /** Reads the routes from the issuer. */
  read(): Promise<RoutesResponse>;
  goesFirst: GoesFirst;
}

interface ReadTable {
  table: RouteTable;
  asOf: Position;
}

/** The routing table in force, and the way to a newer one. */
export class Routing {
  table: RouteTable = compileRoutes([]);
  readonly #with: Dependencies;
  #running: Promise<ReadTable> | null = null;
  #next: Promise<ReadTable> | null = null;

  constructor(dependencies: Dependencies) {
    this.#with = dependencies;
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
    const { read, goesFirst } = this.#with;
    const running = read().then(({ as_of, routes }) => ({
      table: compileRoutes(routes, goesFirst),
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
