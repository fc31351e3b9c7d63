import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Running {
  /** Rejects with what it printed when it ends before it is ready. */
  ready: Promise<void>;
  /** @returns the exit code; it is killed where it does not stop within the 10 s that it gives requests */
  stop(): Promise<number>;
}

/** A Sallyport that was just started, and logs in JSON. */
export function follow(child: ChildProcess): Running {
  const ended = once(child, 'close');
  const ready = new Promise<void>((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (part: string) => {
        printed += part;
        if (printed.includes('"Ready"')) resolve();
      });
    }
    void ended.then(() => reject(new Error(`It ended before it was ready:\n${printed}`)));
  });
  // One that is stopped on purpose before it was ready is no fault.
  ready.catch(() => {});
  return {
    ready,
    async stop() {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const [code] = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}
