const everyMs = 250;

/**
 * Stops when our parent is gone, if npm started us: npm passes a signal on to the shell that runs us,
 * and that shell ends without passing it on
 * (npm/cli#5776). A process that npm did not start may outlive its parent.
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
