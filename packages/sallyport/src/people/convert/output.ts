import { open, rm } from 'node:fs/promises';
import { errnoOf } from '../../postgres/system.ts';
import { print } from '../../print.ts';
import { StartupError } from '../../startup-error.ts';

interface Output {
  write(text: string): Promise<void>;
  /** Keeps what was written. */
  end(): Promise<void>;
  /** Leaves nothing of it behind. */
  abandon(): Promise<void>;
}

/** Standard output, or a file for its owner alone that was not there. @throws StartupError */
export async function openOutput(path: string | undefined): Promise<Output> {
  if (path === undefined) return { write: print, end: async () => {}, abandon: async () => {} };
  const file = await open(path, 'wx', 0o600).catch((error) => {
    throw notWritten(path, error);
  });
  return {
    write: async (text) => {
      await file.appendFile(text).catch((error) => {
        throw notWritten(path, error);
      });
    },
    async end() {
      await file.sync().catch((error) => {
        throw notWritten(path, error);
      });
      await file.close();
    },
    async abandon() {
      await file.close();
      await rm(path);
    },
  };
}

/** A file is never replaced. */
export function notWritten(path: string, error: unknown): StartupError {
  const code = errnoOf(error);
  const reason = code === 'EEXIST' ? 'it is there already. Give another name' : code;
  return new StartupError(`The file ${path} cannot be written: ${reason}.`, { cause: error });
}
