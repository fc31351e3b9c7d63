import { StartupError } from './startup-error.ts';

/** The sentence for an error that has no sentence of its own. `where` says how to learn more. */
export function unexpectedError(error: unknown, where: string): StartupError {
  if ((error as NodeJS.ErrnoException | undefined)?.syscall === 'uv_cwd') {
    return new StartupError('The working directory was removed. Change to another one.', {
      cause: error,
    });
  }
  const said = (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, '');
  return new StartupError(`Sallyport stopped because of an unexpected error: ${said}. ${where}`, {
    cause: error,
  });
}
