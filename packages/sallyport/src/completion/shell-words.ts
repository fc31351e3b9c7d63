import type { Place } from './completion-places.ts';

/** As bash and zsh read it: nothing between the quotes means anything. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The command so far and the word that makes it the next one: `users list`, and ` users` at the beginning. */
export const steps = (places: readonly Place[]): string[] =>
  places.flatMap(({ command }) => {
    if (command === '') return [];
    const words = command.split(' ');
    return [`${words.slice(0, -1).join(' ')} ${words.at(-1)}`];
  });

/** The patterns of a `case`. */
export const stepsOf = (places: readonly Place[]): string => steps(places).map(quoted).join(' | ');

interface Does {
  file: string;
  text: string;
  choices(words: readonly string[]): string;
}

/** The branches of a `case` on the command so far and the option before the cursor. */
export const valuesOf = (places: readonly Place[], does: Does): string =>
  places
    .flatMap(({ command, options }) =>
      options.flatMap(({ names, value }) => {
        if (value === null) return [];
        const act = typeof value === 'string' ? does[value] : does.choices(value);
        return [`    ${names.map((name) => quoted(`${command}:${name}`)).join(' | ')}) ${act} ;;`];
      }),
    )
    .join('\n');
