import type { Command } from 'commander';
import { commandLine } from '../../packages/sallyport/src/cli.ts';
import { withSubcommands, wordsOf } from '../../packages/sallyport/src/subcommands.ts';

const head = `---
description: Every command of sallyport with its options, as --help prints them.
sidebar: { order: 2 }
---

# Command line

\`sallyport --help\` and \`sallyport COMMAND --help\` print what follows.

| exit code | what it means |
|---|---|
| 0 | the command has done what it was told; \`start\` and \`demo\` were stopped by a signal, and every request had finished |
| 1 | it has not: standard error says why, and what to do |
| 2 | the command line is wrong: an unknown command or option, a value that is missing or cannot be used. Nothing was done |
`;

/** `docs/pages/look-up/command-line.md` */
export function commandLineReference(): string {
  const sections = withSubcommands(commandLine()).map(section);
  return [head, ...sections].join('\n');
}

function section(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  const words = wordsOf(command);
  const level = words.length > 2 ? '###' : '##';
  return `${level} \`${words.join(' ')}\`\n\n\`\`\`text\n${text.trimEnd()}\n\`\`\`\n`;
}
