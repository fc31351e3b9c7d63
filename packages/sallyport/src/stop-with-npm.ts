const everyMs = 250;

/**
 * npm passes a signal on to the shell that it started us in, which ends without a word to us: then
 * the parent is gone. Started otherwise, a process may well outlive its parent.
 */
export function stopWithNpm(stop: () => void): void {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, everyMs).unref();
}
