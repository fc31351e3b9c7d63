import type { Place } from './completion-places.ts';
import { quoted, stepsOf, valuesOf } from './shell-words.ts';

/** For bash from 3.2 on, which macOS has: without `compopt`. */
export const bashCompletion = (
  places: readonly Place[],
): string => `# Completion of sallyport in bash. In ~/.bashrc: source <(sallyport completion bash)
_sallyport() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at='' words='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at \${COMP_WORDS[i]}" in
      ${stepsOf(places)}) at="\${at:+$at }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$at:$prev" in
${valuesOf(places, { file: 'COMPREPLY=($(compgen -f -- "$cur")); return', text: 'return', choices: (words) => `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur")); return` })}
  esac
  case "$at" in
${places.map(wordsAt).join('\n')}
  esac
  COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -F _sallyport sallyport
`;

function wordsAt({ command, words, options, takesFile }: Place): string {
  const all = [...words.map(({ word }) => word), ...options.flatMap(({ names }) => names)];
  const files = takesFile ? '; COMPREPLY=($(compgen -f -- "$cur"))' : '';
  return `    ${quoted(command)}) words=${quoted(all.join(' '))}${files} ;;`;
}
