/** The system's code of an error (`ENOENT`, `EACCES` …), if it has one. */
export function errnoOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
