import type { Command } from 'commander';
import type { Shell } from '../options.ts';
import { bashCompletion } from './bash.ts';
import { type Place, placesOf } from './completion-places.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const scripts: Record<Shell, (places: readonly Place[]) => string> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** A script by which a shell completes commands, options and their values; it starts no program for it. */
export const completionScript = (shell: Shell, program: Command): string =>
  scripts[shell](placesOf(program));
