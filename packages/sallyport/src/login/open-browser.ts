import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Opens an address in the person's browser. @returns whether there is a program that does it */
export async function openBrowser(url: string): Promise<boolean> {
  const program = process.platform === 'darwin' ? '/usr/bin/open' : 'xdg-open';
  const child = spawn(program, [url], { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
  } catch {
    return false;
  }
  child.unref();
  return true;
}
