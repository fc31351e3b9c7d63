import type { Argument, Command, Option } from 'commander';
import { withSubcommands, wordsOf } from '../subcommands.ts';

/** What can follow at one place of a command line. */
export interface Place {
  /** The words of the command so far, without the program: `users list`; empty at the beginning. */
  command: string;
  words: readonly Word[];
  options: readonly CompletedOption[];
  /** Whether an argument is a file. */
  takesFile: boolean;
}

export interface Word {
  word: string;
  description: string;
}

export interface CompletedOption {
  /** `--config`, and `-c` where there is one. */
  names: readonly string[];
  description: string;
  /** Null for none. Of others than files and choices nothing is known. */
  value: 'file' | 'text' | readonly string[] | null;
}

/** Each command of a program, with what completes it. */
export const placesOf = (program: Command): Place[] =>
  withSubcommands(program).map((command) => ({
    command: wordsOf(command).slice(1).join(' '),
    words: [...command.commands.map(wordOf), ...command.registeredArguments.flatMap(choicesOf)],
    options: [...command.options.map(optionOf), help],
    takesFile: command.registeredArguments.some((argument) => isFile(argument.name())),
  }));

const help: CompletedOption = {
  names: ['--help', '-h'],
  description: 'print this help',
  value: null,
};

const wordOf = (command: Command): Word => ({
  word: command.name(),
  description: command.description(),
});

const choicesOf = ({ argChoices = [], description }: Argument): Word[] =>
  argChoices.map((word) => ({ word, description }));

const optionOf = ({ long, short, description, ...option }: Option): CompletedOption => ({
  names: [long, short].filter((name) => name != null),
  description,
  value: option.required ? takenBy(option) : null,
});

const takenBy = ({ argChoices, flags }: Pick<Option, 'argChoices' | 'flags'>) =>
  argChoices ?? (isFile(flags) ? 'file' : 'text');

const isFile = (text: string): boolean => /\b(file|dir)\b/.test(text.replace(/--[\w-]+/g, ''));
