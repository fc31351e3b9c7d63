import type { Command } from 'commander';

/** A command and all that is below it, in the order of the help. */
export const withSubcommands = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(withSubcommands),
];

/** What is typed to call it: `sallyport users list`. */
export const wordsOf = (command: Command): string[] => [
  ...(command.parent ? wordsOf(command.parent) : []),
  command.name(),
];
