/** What a template may name, by name; undefined where this mail does not have it. */
export type View = Readonly<Record<string, string | undefined>>;

const placeholder = /\{\{([a-z_]+)\}\}/g;
const section = /\{\{#([a-z_]+)\}\}(.*?)\{\{\/\1\}\}/gs;

/**
 * Puts values in the place of `{{name}}`, in one pass: what a value holds is not read again.
 *
 * @param encode makes a value safe for where it goes
 */
export const fill = (
  template: string,
  view: View,
  encode: (value: string) => string = (value) => value,
): string => template.replace(placeholder, (_, name: string) => encode(view[name] ?? ''));

/** Keeps what is between `{{#name}}` and `{{/name}}` where there is such a value. */
export const chooseSections = (template: string, view: View): string =>
  template.replace(section, (_, name: string, inner: string) =>
    view[name] === undefined ? '' : inner,
  );

export const namesIn = (template: string): Set<string> =>
  new Set([...template.matchAll(placeholder)].map(([, name]) => name!));

/** Whether all that a piece of a template names is there. */
export const isComplete = (piece: string, view: View): boolean =>
  [...namesIn(piece)].every((name) => view[name] !== undefined);

/**
 * What is wrong with the placeholders of a template, each with its line.
 *
 * @param known the names that may be used
 * @param sections whether `{{#name}}` may be used
 */
export function checkPlaceholders(
  template: string,
  { known, sections }: { known: ReadonlySet<string>; sections: boolean },
): { line: number; problem: string }[] {
  const inner = sections
    ? template.replace(section, (_, name, text) => `{{${name}}}${text}`)
    : template;
  return inner.split('\n').flatMap((text, index) => {
    const line = index + 1;
    const unknown = [...namesIn(text)].filter((name) => !known.has(name));
    const problems = unknown.map((name) => `there is no {{${name}}} here. There is ${list(known)}`);
    if (/\{\{|\}\}/.test(text.replace(placeholder, ''))) {
      problems.push(
        `a placeholder is written {{name}}${sections ? ', or {{#name}} … {{/name}} around what needs it' : ''}`,
      );
    }
    return problems.map((problem) => ({ line, problem }));
  });
}

const list = (names: ReadonlySet<string>): string =>
  [...names].map((name) => `{{${name}}}`).join(', ');
