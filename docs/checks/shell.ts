import { CommanderError } from 'commander';
import { commandLine } from '../../packages/sallyport/src/cli.ts';
import { withSubcommands } from '../../packages/sallyport/src/subcommands.ts';

/**
 * The commands of a script with their words, without what is around them: variables, `npx` and
 * `sudo` before, redirections and what they are joined by behind.
 */
export function wordsOfCommands(script: string): string[][] {
  return script
    .replaceAll(/\\\n/g, ' ')
    .replaceAll(/(^|\s)#.*$/gm, '')
    .split(/\n|&&|\|\||[|;&]|\$\(|\)/)
    .map((command) => [...command.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word))
    .map(withoutPrefix)
    .filter((words) => words.length > 0);
}

function withoutPrefix(words: string[]): string[] {
  const first = words.findIndex((word) => !/^\w+=|^(?:npx|sudo|exec)$/.test(word));
  if (first === -1) return [];
  const command = words.slice(first);
  const redirection = command.findIndex((word) => /^\d?[<>]/.test(word));
  return redirection === -1 ? command : command.slice(0, redirection);
}

/** Why a command of ours cannot be called so; null also for commands of others. */
export function faultOf([name, ...rest]: string[], npmScripts: readonly string[]): string | null {
  if (name === 'npm') return faultOfNpm(rest, npmScripts);
  return name === 'sallyport' ? faultOfSallyport(rest) : null;
}

function faultOfNpm(words: readonly string[], npmScripts: readonly string[]): string | null {
  const [verb, script] = words.filter((word) => !word.startsWith('-'));
  const called = verb === 'run' ? script : ['start', 'test'].find((each) => each === verb);
  return called && !npmScripts.includes(called) ? `there is no script ${called}` : null;
}

/** One for all questions: to make it anew for each takes longer than to ask. */
const program = commandLine();
for (const command of withSubcommands(program)) {
  command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
  if (command.commands.length === 0) command.action(() => {});
}

/** The real command line reads it; nothing is carried out. */
function faultOfSallyport(words: readonly string[]): string | null {
  if (words.length === 0) return null;
  try {
    program.parse(words, { from: 'user' });
    return null;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? null : error.message;
  }
}
