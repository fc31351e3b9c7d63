import type { Place } from './completion-places.ts';
import { quoted, stepsOf, valuesOf } from './shell-words.ts';

export const zshCompletion = (places: readonly Place[]): string => `#compdef sallyport
# Completion of sallyport in zsh. In ~/.zshrc, after compinit: source <(sallyport completion zsh)
_sallyport() {
  local at='' prev=\${words[CURRENT-1]} i
  local -a items
  for ((i = 2; i < CURRENT; i++)); do
    case "$at \${words[i]}" in
      ${stepsOf(places)}) at="\${at:+$at }\${words[i]}" ;;
    esac
  done
  case "$at:$prev" in
${valuesOf(places, { file: '_files; return', text: 'return', choices: (words) => `compadd ${words.map(quoted).join(' ')}; return` })}
  esac
  case "$at" in
${places.map(itemsAt).join('\n')}
  esac
  _describe -V 'sallyport' items
}
if [ "$funcstack[1]" = '_sallyport' ]; then _sallyport "$@"; else compdef _sallyport sallyport; fi
`;

function itemsAt({ command, words, options, takesFile }: Place): string {
  const all = [
    ...words.map(({ word, description }) => `${word}:${description}`),
    ...options.flatMap(({ names, description }) => names.map((name) => `${name}:${description}`)),
  ];
  const files = takesFile ? '; _files' : '';
  return `    ${quoted(command)}) items=(${all.map(quoted).join(' ')})${files} ;;`;
}
