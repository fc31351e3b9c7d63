import type { Ticks } from './ticks.ts';

/** In milliseconds. */
export interface PingTimes {
  /** Silence after which the other side is asked whether it is there. */
  silence: number;
  /** How long it may take to say anything. */
  answer: number;
}

export const usualPingTimes: PingTimes = { silence: 10_000, answer: 5_000 };

/**
 * Servers of gRPC close a connection after three PING frames between two frames of answers, unless they
 * are minutes apart ("too_many_pings": gRPC proposal A8).
 */
const maxPings = 2;
const rareMs = 301_000;

/** Whether the other side of a connection, on which requests wait, is still there. */
export class Liveness {
  readonly #ticks: Ticks;
  readonly #times: PingTimes;
  #bytesRead = 0;
  #heardAt: number;
  #askedAt = -1;
  /** An answer to it has not come. */
  #isAsked = false;
  #pings = 0;

  constructor(ticks: Ticks, times: PingTimes) {
    this.#ticks = ticks;
    this.#times = times;
    this.#heardAt = ticks.now;
  }

  /** A frame of an answer to a request has come. */
  answered(): void {
    this.#pings = 0;
  }

  /** From time to time, while requests are under way. @param bytesRead of the connection, so far */
  check(bytesRead: number): 'fine' | 'ask' | 'dead' {
    const { now } = this.#ticks;
    if (bytesRead !== this.#bytesRead) {
      this.#bytesRead = bytesRead;
      this.#heardAt = now;
      this.#isAsked = false;
    }
    if (this.#isAsked) return this.#isOver(this.#askedAt, this.#times.answer) ? 'dead' : 'fine';
    if (!this.#isOver(this.#heardAt, this.#times.silence)) return 'fine';
    if (this.#pings >= maxPings && !this.#isOver(this.#askedAt, rareMs)) return 'fine';
    this.#pings++;
    this.#isAsked = true;
    this.#askedAt = now;
    return 'ask';
  }

  #isOver(since: number, ms: number): boolean {
    return this.#ticks.isOver('idleTimeout', since, ms);
  }
}
