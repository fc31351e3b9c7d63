import type { Log } from './log.ts';

type Level = 'warn' | 'error';
type Facts = Readonly<Record<string, unknown>>;

const windowMs = 60_000;
/** Kinds that are told apart at a time; what is new beyond them is counted together. */
const maxKinds = 1_000;

interface Kind {
  level: Level;
  facts: Facts;
  message: string;
  /** How often it happened after the line that was written. */
  more: number;
}

/**
 * Lines that a stranger can cause by the thousand. The first of a kind is written at once; how often
 * the same happened again is one line a minute later.
 */
export class ThinnedLog {
  readonly #log: Log;
  readonly #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  /**
   * @param kind what counts as the same: made of the client or account, the reason, the network
   * @param detail facts of this one event alone, which the line about the others leaves out
   */
  write(level: Level, kind: string, facts: Facts, message: string, detail: Facts = {}): void {
    const known = this.#kinds.get(kind) ?? (this.#isFull ? this.#kinds.get(others) : undefined);
    if (known) {
      known.more++;
      return;
    }
    if (this.#isFull) {
      this.#kinds.set(others, {
        level: 'warn',
        facts: {},
        message: 'refused: many kinds',
        more: 1,
      });
      return;
    }
    this.#kinds.set(kind, { level, facts, message, more: 0 });
    this.#log[level]({ ...facts, ...detail }, message);
    this.#timer ??= setTimeout(this.flush, windowMs).unref();
  }

  /** Tells what was counted, and begins anew. */
  flush = (): void => {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const kinds = [...this.#kinds.values()];
    this.#kinds.clear();
    for (const { level, facts, message, more } of kinds) {
      if (more > 0) this.#log[level]({ ...facts, more }, `${message}, and ${times(more)} more`);
    }
  };

  get #isFull(): boolean {
    return this.#kinds.size >= maxKinds;
  }
}

const others = 'others';

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
