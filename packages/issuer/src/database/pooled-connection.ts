import type { Client, QueryConfig, QueryResult } from 'pg';
import { systemClock } from '../runtime/clock.ts';
import { ConnectionError, codeOf, isReadOnly, isStalePlan } from './failures.ts';
import { closeClient, destroy } from './open-client.ts';
import type { Statement } from './statement.ts';

/** Longer than the server lets a statement take: a connection that is silent for longer is dead. */
export const maxSilenceMs = 12_000;
/** A connection this silent makes the pool ask whether the server is. */
const suspicionMs = 3_000;
/** Nothing is sent behind a statement that takes longer, for what is sent cannot be taken back. */
const stallMs = 100;

/**
 * A connection and the statements under way on it. Statements are sent without waiting for those
 * before them, each with a transaction of its own unless one is open, and are answered in order.
 */
export class PooledConnection {
  /** Statements sent and not answered. */
  inFlight = 0;
  /** Held by a transaction, a session, or a statement that may wait for a lock. */
  reserved = false;
  /** Takes no new work, and closes when what is under way is answered. */
  retired = false;
  maxSilenceMs = maxSilenceMs;
  readonly #client: Client;
  readonly #onSettled: (connection: PooledConnection) => void;
  readonly #onSuspect: () => void;
  #silence: NodeJS.Timeout | null = null;
  #suspicion: NodeJS.Timeout | null = null;
  #heardAt = 0;
  #answeredAt = 0;
  /** Why the connection ended, where that was said while no statement was under way. */
  #lost: unknown;
  #closed = false;

  constructor(
    client: Client,
    onSettled: (connection: PooledConnection) => void,
    onSuspect: () => void,
  ) {
    this.#client = client;
    this.#onSettled = onSettled;
    this.#onSuspect = onSuspect;
    const gone = (error?: unknown) => {
      this.#lost ??= error;
      this.retired = true;
      this.#onSettled(this);
    };
    client.on('error', gone);
    client.on('end', () => gone());
  }

  get isSuspect(): boolean {
    return this.#isSilentFor(suspicionMs);
  }

  get isStalled(): boolean {
    return this.#isSilentFor(stallMs);
  }

  /** Whether anything was answered on it since then, by the monotonic clock. */
  isHeardSince(at: number): boolean {
    return this.#answeredAt > at;
  }

  get isInTransaction(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  /** @throws the server's error, or ConnectionError when the outcome is unknown */
  async send({ text, values, name }: Statement): Promise<QueryResult> {
    this.#sent();
    try {
      const query = values.length > 0 || name ? { text, values, name } : { text };
      return await this.#client.query(query as QueryConfig);
    } catch (error) {
      // An end that came before anything listened for it is only seen here.
      if (isReadOnly(error) || isStalePlan(error) || isDriverError(error)) this.retired = true;
      throw named(error, this.#lost);
    } finally {
      this.#answered();
    }
  }

  /** Closes it at once, whatever is under way: that fails with this reason, and an unknown outcome. */
  destroy(reason?: ConnectionError): void {
    this.retired = true;
    destroy(this.#client, reason);
  }

  /** Says goodbye to the server, which then frees what it held. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.retired = true;
    await closeClient(this.#client);
  }

  #isSilentFor(ms: number): boolean {
    return this.inFlight > 0 && systemClock.monotonic() - this.#heardAt > ms;
  }

  #sent(): void {
    if (this.inFlight++ > 0) return;
    this.#heardAt = systemClock.monotonic();
    const tooLong = () => this.destroy(silentFor(this.maxSilenceMs));
    this.#silence = setTimeout(tooLong, this.maxSilenceMs);
    this.#suspicion = setTimeout(this.#onSuspect, suspicionMs);
  }

  #answered(): void {
    this.#heardAt = systemClock.monotonic();
    this.#answeredAt = this.#heardAt;
    if (--this.inFlight > 0) {
      this.#silence?.refresh();
      this.#suspicion?.refresh();
    } else {
      if (this.#silence) clearTimeout(this.#silence);
      if (this.#suspicion) clearTimeout(this.#suspicion);
    }
    this.#onSettled(this);
  }
}

const silentFor = (ms: number) =>
  new ConnectionError('CONNECTION_SILENT', `The database has not answered for ${ms / 1_000} s`);

const isDriverError = (error: unknown): boolean => codeOf(error) === '';

/** The driver's own errors have no code. */
function named(error: unknown, lost: unknown): unknown {
  if (!isDriverError(error)) return error;
  return new ConnectionError('CONNECTION_CLOSED', 'The connection to the database ended', {
    cause: lost ?? error,
  });
}
