import { count, type Rate } from '../rate-limits/gcra.ts';

/** Why a connection is closed with ENHANCE_YOUR_CALM. */
export type Flood = 'resets' | 'control_frames' | 'idle_bytes';

/**
 * Streams that ended before their answer: the caller reset them (CVE-2023-44487), or made us do it
 * (CVE-2025-8671). A page that is left cancels a hundred at once.
 */
export const resetsOfCaller: Rate = { limit: 500, windowMs: 10_000 };

/** The same where a proxy sends the requests of many callers, and takes back those of callers who leave. */
export const resetsOfProxy: Rate = { limit: 10_000, windowMs: 10_000 };

/** PING and SETTINGS that no request and no piece of a body stood before. */
const controlFrames: Rate = { limit: 100, windowMs: 10_000 };

/**
 * What a connection may bring that is neither a header section nor a body, in bytes in so many
 * milliseconds: frames that Node does not tell of, as WINDOW_UPDATE and PRIORITY. An eighth of what it
 * brings and gets of use is allowed besides, as nginx does.
 */
const idleBytes = 256 * 1024;
const idleWindowMs = 10_000;
const usefulShare = 8;

/**
 * Counts what a caller makes an HTTP/2 connection do without asking for anything. Frames cost a caller
 * nothing, and each of them costs us time; what an honest caller sends of them is few.
 */
export class FloodGuard {
  readonly #resetRate: Rate;
  #resets: number | undefined;
  #controlFrames: number | undefined;
  #hasWorked = false;
  #useful = 0;
  #base = { at: Number.NEGATIVE_INFINITY, read: 0, useful: 0 };

  constructor(resets: Rate) {
    this.#resetRate = resets;
  }

  /** Bytes of a header section or a body were carried. */
  carried(bytes: number): void {
    this.#hasWorked = true;
    this.#useful += bytes;
  }

  /**
   * A stream ended early.
   *
   * @param unread what may have come of its body, in bytes
   */
  reset(now: number, unread: number): Flood | null {
    this.#useful += unread;
    const { allowed, full } = count(this.#resets, now, this.#resetRate);
    this.#resets = full;
    return allowed ? null : 'resets';
  }

  controlFrame(now: number): Flood | null {
    // Clients measure a connection with a PING for each piece of a long body, gRPC's above all.
    const isFree = this.#hasWorked;
    this.#hasWorked = false;
    if (isFree) return null;
    const { allowed, full } = count(this.#controlFrames, now, controlFrames);
    this.#controlFrames = full;
    return allowed ? null : 'control_frames';
  }

  /**
   * To be called from time to time.
   *
   * @param read all bytes that have come on the connection
   * @param unread what may have come of bodies and was not carried yet, in bytes
   */
  sweep(now: number, read: number, unread: number): Flood | null {
    const useful = this.#useful + unread;
    const base = this.#base;
    if (now - base.at >= idleWindowMs) this.#base = { at: now, read, useful: this.#useful };
    const isFlood = read - base.read > idleBytes + usefulShare * (useful - base.useful);
    return isFlood ? 'idle_bytes' : null;
  }
}
