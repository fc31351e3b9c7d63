/**
 * For an error that nobody caught, a rejection that nobody awaited included: leaves nothing running,
 * tells, and ends the process.
 */
export function onLastResort(kill: () => void, tell: (error: unknown) => void): void {
  process.once('uncaughtException', (error) => {
    try {
      kill();
      tell(error);
    } finally {
      process.exit(1);
    }
  });
}
