import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** Runs npm as in a shell of its own: what the npm that runs the tests was told does not count. */
export async function npm(directory: string, ...args: readonly string[]): Promise<string> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(?!config_registry$)/i.test(name)),
  );
  const { stdout } = await execFileAsync('npm', [...args], { cwd: directory, env });
  return stdout;
}
