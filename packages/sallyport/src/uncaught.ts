/**
 * On an exception or a rejected promise that no code handles: ends all processes that we started,
 * reports the error, and exits with 1.
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
