/** What stops when it is told to, one way or the other. */
export interface Stoppable {
  /** Lets requests under way finish. */
  close(): Promise<void>;
  /** Leaves nothing running, without waiting for anything. */
  kill(): void;
}

const patienceMs = 10_000;
/** On Ctrl-C the terminal tells the whole process group, and npm then tells us again. */
const sameSignalMs = 500;

/**
 * Resolves when all has stopped after the first signal. A second one, or ten seconds, and the
 * process exits at once.
 */
export function stopOnSignals(
  { close, kill }: Stoppable,
  signals: readonly NodeJS.Signals[],
  onFirst: (signal: NodeJS.Signals) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let stoppingSince: number | null = null;
    const stop = (signal: NodeJS.Signals) => {
      const now = performance.now();
      if (stoppingSince !== null) {
        if (now - stoppingSince > sameSignalMs) exitNow();
        return;
      }
      stoppingSince = now;
      onFirst(signal);
      setTimeout(exitNow, patienceMs).unref();
      close().then(resolve, reject);
    };
    const exitNow = () => {
      kill();
      process.exit(1);
    };
    for (const signal of signals) process.on(signal, stop);
  });
}
