import { StartupError } from './startup-error.ts';

/** The sentence for what nobody wrote a sentence for. `where` says how to learn more. */
export function unforeseen(error: unknown, where: string): StartupError {
  const said = (error instanceof Error ? error.message : String(error)).trim().replace(/\.$/, '');
  return new StartupError(`Sallyport ended by an error that nobody foresaw: ${said}. ${where}`, {
    cause: error,
  });
}
