/** Something that can be stopped in two ways. */
export interface Stoppable {
  /** Lets requests under way finish. */
  close(): Promise<void>;
  /** Ends all processes at once. */
  kill(): void;
}

const timeoutMs = 10_000;
/** On Ctrl-C the terminal signals the whole process group, and npm then passes its signal on to us. */
const sameSignalMs = 500;

/**
 * Resolves when everything has stopped after the first signal. On a second signal, or after ten
 * seconds, the process exits at once.
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
      setTimeout(exitNow, timeoutMs).unref();
      close().then(resolve, reject);
    };
    const exitNow = () => {
      kill();
      process.exit(1);
    };
    for (const signal of signals) process.on(signal, stop);
  });
}
