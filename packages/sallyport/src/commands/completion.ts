import type { Command } from 'commander';
import { completionScript } from '../completion/completion.ts';
import type { Shell } from '../options.ts';
import { print } from '../print.ts';

/** `sallyport completion`: prints a script for a shell. */
export const completion = (shell: Shell, program: Command): Promise<void> =>
  print(completionScript(shell, program));
