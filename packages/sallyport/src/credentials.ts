import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Environment } from './config/environment.ts';
import { StartupError } from './startup-error.ts';

/**
 * The variables of this process, and for each that is unset the file of that name in
 * `CREDENTIALS_DIRECTORY`: systemd sets it for `LoadCredential`, and secrets that a container engine
 * mounts can be named by it. A file is not inherited by other processes, as a variable is.
 *
 * @throws StartupError naming the file that cannot be read
 */
export function environmentWithCredentials(env: Environment = process.env): Environment {
  const directory = env['CREDENTIALS_DIRECTORY'];
  if (!directory) return env;
  const names = reading(directory, () => readdirSync(directory)).filter(
    (name) => isVariable.test(name) && env[name] === undefined,
  );
  const contents = names.map((name) => {
    const path = join(directory, name);
    return [name, reading(path, () => readFileSync(path, 'utf8').replace(/\r?\n$/, ''))] as const;
  });
  return { ...env, ...Object.fromEntries(contents) };
}

/** Other files there, like Kubernetes's `..data`, are no credentials. */
const isVariable = /^[A-Za-z_][A-Za-z0-9_]*$/;

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(`CREDENTIALS_DIRECTORY: ${path} cannot be read (${code}).`, {
      cause: error,
    });
  }
}
