/** Lets many wait for the next ring of a bell, each with a limit of its own. */
export interface Wake {
  /** Resolves at the next ring or after `ms`, whichever is first. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
  ring(): void;
}

export function createWake(): Wake {
  const waiting = new Set<() => void>();
  return {
    wait(ms, signal) {
      if (ms <= 0 || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          waiting.delete(done);
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        waiting.add(done);
        signal?.addEventListener('abort', done);
      });
    },
    ring() {
      for (const done of [...waiting]) done();
    },
  };
}
