import { setMaxListeners } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Log } from '../settings.ts';
import { Backoff } from './backoff.ts';
import { KeptConnections } from './kept-connections.ts';

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
  readonly #probes: KeptConnections;
  readonly #closed = new AbortController();
  #probing = false;
  #silence = newSilence();

  constructor(endpoint: string, log: Log, chance: () => number) {
    this.origin = new URL(endpoint).origin;
    this.#log = log;
    this.#chance = chance;
    this.#probes = new KeptConnections(this.origin, 1);
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

  close(): void {
    this.#closed.abort();
    this.#probes.close();
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
    const question = { method: 'GET', path: '/health/ready' } as const;
    // In all: a probe that is late is followed by another.
    const bounds = { timeoutMs: probeTimeoutMs, signal: AbortSignal.timeout(probeTimeoutMs) };
    try {
      return (await this.#probes.ask(question, bounds)).status < 500;
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
