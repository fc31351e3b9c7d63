import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Log } from '../settings.ts';
import { Backoff } from './backoff.ts';

/** How long a node may take to say that it is ready, in milliseconds. */
const probeTimeoutMs = 1_000;

/**
 * One issuer node, and whether it answers. Where packets vanish, or a process or its database stands
 * still, each question would wait for its time-out; after the first one, the rest are refused at once.
 *
 *     answering ──a call fails──▶ suspected ──the probe fails──▶ silent
 *         ▲                           │                            │
 *         └────── a probe succeeds ───┴────────────────────────────┘
 *
 * Probes go one at a time, with growing pauses of half a second at most.
 */
export class IssuerNode {
  readonly origin: string;
  readonly #log: Log;
  readonly #chance: () => number;
  readonly #probes: Pool;
  readonly #closed = new AbortController();
  #probing = false;
  #silence = newSilence();

  constructor(endpoint: string, log: Log, chance: () => number) {
    this.origin = new URL(endpoint).origin;
    this.#log = log;
    this.#chance = chance;
    this.#probes = new Pool(this.origin, { connections: 1, connect: { timeout: probeTimeoutMs } });
  }

  get isSilent(): boolean {
    return this.#silence.signal.aborted;
  }

  /** Aborts when the node falls silent: what is asked of it now will not be answered. */
  get silence(): AbortSignal {
    return this.#silence.signal;
  }

  /** A call to it came to nothing. */
  failed(): void {
    if (this.#probing || this.#closed.signal.aborted) return;
    this.#probing = true;
    void this.#probe().finally(() => {
      this.#probing = false;
    });
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#probes.destroy();
  }

  async #probe(): Promise<void> {
    const backoff = new Backoff(50, 500, this.#chance);
    while (!(await this.#isReady())) {
      if (this.#closed.signal.aborted) return;
      if (!this.isSilent) {
        this.#silence.abort();
        this.#log.warn({ issuer: this.origin }, 'The issuer does not answer');
      }
      const pause = { ref: false, signal: this.#closed.signal };
      await setTimeout(backoff.failed(), undefined, pause).catch(() => {});
    }
    if (!this.isSilent) return;
    this.#silence = newSilence();
    this.#log.info({ issuer: this.origin }, 'The issuer answers again');
  }

  async #isReady(): Promise<boolean> {
    const signal = AbortSignal.timeout(probeTimeoutMs);
    const path = '/health/ready';
    try {
      const answer = await this.#probes.request({ method: 'GET', path, signal });
      await answer.body.dump();
      return answer.statusCode < 500;
    } catch {
      return false;
    }
  }
}

/** Each question under way listens to it. */
function newSilence(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
