/**
 * On an exception or a rejected promise that no code handles: leaves nothing running,
 * reports the error, and ends the process with 1.
 */
export function onUncaught(kill: () => void, tell: (error: unknown) => void): void {
  process.once('uncaughtException', (error) => {
    try {
      kill();
      tell(error);
    } finally {
      process.exit(1);
    }
  });
}
