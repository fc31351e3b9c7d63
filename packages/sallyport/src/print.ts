import { errnoOf } from './postgres/system.ts';
import { StartupError } from './startup-error.ts';

/**
 * Writes what a command was called for to stdout. A reader that has seen enough, as `head`, is no error.
 *
 * @throws StartupError when it cannot be written: a script must not go on with half a file
 */
export async function print(text: string): Promise<void> {
  const error = await new Promise<Error | null | undefined>((resolve) => {
    process.stdout.write(text, resolve);
  });
  const code = errnoOf(error);
  if (!error || code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return;
  const reason = code === 'ENOSPC' ? 'the disk is full' : (code ?? error.message);
  throw new StartupError(`The output cannot be written: ${reason}.`, { cause: error });
}
