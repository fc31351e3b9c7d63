import type { CompletedOption, Place } from './completion-places.ts';
import { steps } from './shell-words.ts';

export const fishCompletion = (
  places: readonly Place[],
): string => `# Completion of sallyport in fish: sallyport completion fish > ~/.config/fish/completions/sallyport.fish
function __sallyport_at
  set -l at
  for word in (commandline -opc)[2..-1]
    contains -- "$at $word" ${steps(places).map(quoted).join(' ')}
    and set -a at $word
  end
  test "$at" = "$argv"
end
complete -c sallyport -f
${places.flatMap(linesAt).join('\n')}
`;

function linesAt({ command, words, options, takesFile }: Place): string[] {
  const at = `complete -c sallyport -n ${quoted(`__sallyport_at ${command}`.trimEnd())}`;
  return [
    ...words.map(({ word, description }) => `${at} -a ${quoted(word)} -d ${quoted(description)}`),
    ...options.map((option) => `${at} ${flagsOf(option)} -d ${quoted(option.description)}`),
    ...(takesFile ? [`${at} -F`] : []),
  ];
}

function flagsOf({ names, value }: CompletedOption): string {
  const flags = names.map((name) =>
    name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`,
  );
  if (value === 'file') flags.push('-r -F');
  else if (value === 'text') flags.push('-x');
  else if (value !== null) flags.push(`-x -a ${quoted(value.join(' '))}`);
  return flags.join(' ');
}

/** In fish a backslash hides a quote within quotes, and itself. */
const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;
