import { join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import { errnoOf } from './system.ts';

const orUseYours = 'or set DATABASE_URL to use your own server';

/** The sentence for an error of the file system under `directory`. Anything else is returned as it is. */
export function explainFileError(error: unknown, directory: string): unknown {
  if (error instanceof StartupError) return error;
  const because = { cause: error };
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return new StartupError(
        `The data directory ${directory} cannot be written to. ` +
          'Give it to the user who starts Sallyport, or choose another.',
        because,
      );
    case 'EROFS':
      return new StartupError(
        `The data directory ${directory} is on a read-only file system. Choose another.`,
        because,
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new StartupError(
        `The data directory ${directory} cannot be created: there is a file of that name. Choose another.`,
        because,
      );
    case 'ENOENT':
      return new StartupError(
        `The data directory ${directory} cannot be created: its file system takes none, or it is a symbolic link that leads nowhere. Choose another.`,
        because,
      );
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(directory, because);
    default:
      return error;
  }
}

/** The sentence for a program of PostgreSQL that could not be run at all. */
export function explainSpawnError(error: unknown, program: string): unknown {
  const code = errnoOf(error);
  // The file is there; what is missing is the loader that it names.
  if (code === 'ENOENT') return noGlibc({ cause: error });
  if (code === 'EACCES' || code === 'EPERM') {
    return new StartupError(
      `${program} cannot be executed: permission denied, or its file system is mounted noexec. ` +
        `Install Sallyport elsewhere, ${orUseYours}.`,
      { cause: error },
    );
  }
  return error;
}

/** The sentence for what a program of PostgreSQL said before it gave up. */
export function explainOutput(output: string, directory: string, logFile: string): StartupError {
  const because = { cause: new Error(output.trim()) };
  if (/No space left on device|Disk quota exceeded/.test(output)) {
    return diskFull(directory, because);
  }
  if (/GLIBC_|GLIBCXX_|ld-linux|ld-musl|symbol not found/.test(output)) return noGlibc(because);
  if (output.includes('could not look up effective user ID')) {
    return new StartupError(
      'PostgreSQL needs an account for the user that runs it: the user id ' +
        `${process.getuid?.()} is not in /etc/passwd. Add it there, ${orUseYours}.`,
      because,
    );
  }
  if (/Cannot allocate memory|could not (create|map|resize) .*shared memory/.test(output)) {
    return new StartupError(
      'There is not enough memory for PostgreSQL, which asks for about 50 MB. ' +
        `Free some, ${orUseYours}.`,
      because,
    );
  }
  const emptyLock = /lock file "(.*)" is empty/.exec(output)?.[1];
  if (emptyLock) {
    const file = join(directory, 'data', emptyLock);
    return new StartupError(
      `${file} is empty, perhaps because the machine lost power. ` +
        'If no PostgreSQL uses this directory, delete that file and start again.',
      because,
    );
  }
  if (output.includes('Permission denied')) {
    return new StartupError(
      `PostgreSQL may not read or write all of ${directory}. ` +
        'Give its files to the user who starts Sallyport.',
      because,
    );
  }
  const said = /(?:FATAL|PANIC|error): +(.*)/.exec(output) ?? /(.+)/.exec(output);
  const reason = said?.[1] ?? 'it gave no reason';
  return new StartupError(`PostgreSQL did not start: ${reason} (see ${logFile}).`, because);
}

const diskFull = (directory: string, because: { cause: unknown }) =>
  new StartupError(
    `The disk that holds ${directory} is full: PostgreSQL needs about 100 MB there to begin with. ` +
      'Free some space, or choose another data directory.',
    because,
  );

const noGlibc = (because: { cause: unknown }) =>
  new StartupError(
    'The embedded PostgreSQL needs glibc 2.27 or later, which this system does not ' +
      `have (Alpine, for example, has musl). Use a system or an image with glibc, ${orUseYours}.`,
    because,
  );
