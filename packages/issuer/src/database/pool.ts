import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Client, QueryResult } from 'pg';
import { systemClock } from '../runtime/clock.ts';
import { ConnectionError } from './failures.ts';
import { closeClient } from './open-client.ts';
import { maxSilenceMs, PooledConnection } from './pooled-connection.ts';
import type { Statement } from './statement.ts';

export interface PoolSettings {
  open(): Promise<Client>;
  /** Connections at a time. */
  max: number;
}

/** Statements sent to one connection before they are answered. More would only wait there. */
const maxInFlight = 16;
/** At most this many wait for a connection, */
const maxWaiting = 1_000;
/** and each for this long. */
const waitTimeoutMs = 5_000;
/** An attempt to connect that takes longer says that the server is silent. */
const slowConnectMs = 1_000;
/** Whether the server is silent, or only a statement slow: a new connection is given so long. */
const probeTimeoutMs = 2_000;
/** Between attempts to connect while there is no connection. */
const retryMs = { first: 50, max: 500 };
/** Until a connection is replaced; each somewhat earlier, so that they do not all go at once. */
const maxLifetimeMs = 30 * 60_000;

interface Waiter {
  reserves: boolean;
  take(connection: PooledConnection): void;
  fail(error: Error): void;
}

/**
 * Connections, opened when they are needed. While the database cannot be reached, statements fail
 * at once with the reason, and the pool goes on trying until it can.
 */
export class Pool {
  readonly #settings: PoolSettings;
  /** With the time at which each is replaced. */
  readonly #connections = new Map<PooledConnection, number>();
  readonly #waiting = new Set<Waiter>();
  readonly #openingSince = new Set<number>();
  #closing = 0;
  #down: Error | null = null;
  #retryAfterMs = retryMs.first;
  #retry: NodeJS.Timeout | null = null;
  #probing = false;
  #ended = false;
  #onEmpty: (() => void) | null = null;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
  }

  /** Connections now, and what waits for one. */
  get counts(): { used: number; idle: number; waiting: number } {
    const connections = this.#connections.keys().toArray();
    const used = connections.filter(({ inFlight, reserved }) => inFlight > 0 || reserved).length;
    return { used, idle: connections.length - used, waiting: this.#waiting.size };
  }

  /**
   * Runs one statement. A read shares its connection with others; what may wait for a lock is the last
   * on its connection until it is answered, so that nothing waits behind it.
   */
  query(statement: Statement): Promise<QueryResult> {
    return this.#withConnection(!statement.isRead, async (connection) => {
      try {
        return await connection.send(statement);
      } finally {
        if (!statement.isRead) this.release(connection);
      }
    });
  }

  /** A connection for the caller alone, until `release`. */
  reserve(silenceMs = maxSilenceMs): Promise<PooledConnection> {
    return this.#withConnection(true, async (connection) => {
      connection.maxSilenceMs = silenceMs;
      return connection;
    });
  }

  release(connection: PooledConnection): void {
    connection.reserved = false;
    connection.maxSilenceMs = maxSilenceMs;
    // What an interrupted transaction holds is given back only by the end of its connection.
    if (connection.isInTransaction) connection.destroy();
    this.#settled(connection);
  }

  /** Lets what is under way finish, for so long. */
  async end(timeoutMs: number): Promise<void> {
    this.#ended = true;
    if (this.#retry) clearTimeout(this.#retry);
    for (const waiter of this.#waiting) waiter.fail(ended());
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onEmpty = resolve;
    for (const connection of this.#connections.keys()) this.#settled(connection);
    this.#noteEmpty();
    const impatient = setTimeout(() => {
      for (const connection of this.#connections.keys()) connection.destroy();
      resolve();
    }, timeoutMs);
    await promise;
    clearTimeout(impatient);
  }

  /** `use` is called at once when a connection is there, so that the next one sees it busy. */
  async #withConnection<T>(
    reserves: boolean,
    use: (connection: PooledConnection) => Promise<T>,
  ): Promise<T> {
    if (this.#ended) throw ended();
    const found = this.#pick(reserves);
    if (found) return use(found);
    const refusal = this.#refusal();
    if (refusal) {
      // After other work of the process: who asks again in a loop is not to keep it from connecting.
      await nextTurn();
      throw refusal;
    }
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const timer = setTimeout(
      () => waiter.fail(this.#connections.size === 0 ? silent() : busy()),
      waitTimeoutMs,
    );
    const done = () => {
      clearTimeout(timer);
      this.#waiting.delete(waiter);
    };
    const waiter: Waiter = {
      reserves,
      take(connection) {
        done();
        use(connection).then(resolve, reject);
      },
      fail(error) {
        done();
        reject(error);
      },
    };
    this.#waiting.add(waiter);
    return promise;
  }

  /** An idle connection; else the least busy one, while another is opened. */
  #pick(reserves: boolean): PooledConnection | null {
    let best: PooledConnection | null = null;
    for (const connection of this.#connections.keys()) {
      const { reserved, retired, inFlight, isStalled } = connection;
      if (reserved || retired || inFlight >= maxInFlight || isStalled) continue;
      if (!best || inFlight < best.inFlight) best = connection;
    }
    if (!best || best.inFlight > 0) this.#openAnother();
    if (best && reserves) best.reserved = true;
    return best;
  }

  #refusal(): Error | null {
    if (this.#down) return this.#down;
    return this.#waiting.size >= maxWaiting || this.#isSilent() ? busy() : null;
  }

  /** None of the connections answers, and no other can be had. */
  #isSilent(): boolean {
    const { size } = this.#connections;
    const [since = Number.POSITIVE_INFINITY] = this.#openingSince;
    const mayGetAnother =
      size < this.#settings.max && systemClock.monotonic() - since < slowConnectMs;
    return size > 0 && !mayGetAnother && this.#connections.keys().every((each) => each.isSuspect);
  }

  #openAnother(): void {
    const { max, open } = this.#settings;
    if (this.#ended || this.#retry) return;
    if (this.#connections.size + this.#openingSince.size >= max) return;
    // Unique, since it stands for the attempt.
    const since = systemClock.monotonic() + this.#openingSince.size / 1_000;
    this.#openingSince.add(since);
    open()
      .finally(() => this.#openingSince.delete(since))
      .then(
        (client) => this.#opened(client),
        (error) => this.#failed(error),
      );
  }

  #opened(client: Client): void {
    const connection = new PooledConnection(
      client,
      (each) => this.#settled(each),
      () => void this.#probe(),
    );
    const lifetime = maxLifetimeMs * (1 - this.#connections.size / (4 * this.#settings.max));
    this.#connections.set(connection, systemClock.monotonic() + lifetime);
    this.#down = null;
    this.#retryAfterMs = retryMs.first;
    this.#settled(connection);
  }

  /** A server that is silent on a new connection too is down: what waits for it fails now. */
  async #probe(): Promise<void> {
    if (this.#probing || this.#ended) return;
    this.#probing = true;
    const begunAt = systemClock.monotonic();
    const late = setTimeout(() => this.#fallSilent(begunAt), probeTimeoutMs);
    try {
      const client = await this.#settings.open();
      if (this.#ended || this.#connections.size >= this.#settings.max) await closeClient(client);
      else this.#opened(client);
    } catch {
      // That it refuses is an answer; one that is late was dealt with above.
    } finally {
      clearTimeout(late);
      this.#probing = false;
    }
  }

  /** Idle connections too: they lead to the same server. */
  #fallSilent(since: number): void {
    const connections = this.#connections.keys().toArray();
    if (connections.some((each) => each.isHeardSince(since))) return;
    this.#down = silent();
    for (const waiter of this.#waiting) waiter.fail(this.#down);
    for (const connection of connections) connection.destroy();
  }

  #failed(error: Error): void {
    if (this.#connections.size === 0) {
      this.#down = error;
      for (const waiter of this.#waiting) waiter.fail(error);
    }
    this.#noteEmpty();
    if (this.#ended) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = null;
      if (this.#down || this.#waiting.size > 0) this.#openAnother();
    }, this.#retryAfterMs).unref();
    this.#retryAfterMs = Math.min(2 * this.#retryAfterMs, retryMs.max);
  }

  /** After each answer and each end: what is of no more use is closed, and what waits goes on. */
  #settled(connection: PooledConnection): void {
    const replaceAt = this.#connections.get(connection);
    if (replaceAt !== undefined && connection.inFlight === 0 && !connection.reserved) {
      if (connection.retired || this.#ended || systemClock.monotonic() >= replaceAt) {
        this.#close(connection);
      }
    }
    for (const waiter of this.#waiting) {
      const found = this.#pick(waiter.reserves);
      if (!found) break;
      waiter.take(found);
    }
  }

  #close(connection: PooledConnection): void {
    this.#connections.delete(connection);
    this.#closing++;
    void connection.close().finally(() => {
      this.#closing--;
      this.#noteEmpty();
    });
  }

  #noteEmpty(): void {
    const left = this.#connections.size + this.#openingSince.size + this.#closing;
    if (left === 0) this.#onEmpty?.();
  }
}

const ended = () =>
  new ConnectionError('CONNECTION_ENDED', 'The connections to the database were closed');

const silent = () => new ConnectionError('CONNECTION_SILENT', 'The database does not answer');

const busy = () =>
  new ConnectionError('CONNECTION_BUSY', 'Too many statements wait for the database');
