import { isPair, type Scalar, visit } from 'yaml';
import { isSecretKey } from './hide-secrets.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `${NAME}`, or anything else in `${…}`. `$${…}` stands for the text `${…}` itself. */
const reference = /\$(\$?)\{([^}]*)\}?/g;
/** A name, and after `:-` the default for a variable that is unset or empty, as in a shell. */
const variable = /^([A-Za-z_][A-Za-z0-9_]*)(?::-(.*))?$/s;

export interface Substitution {
  problems: Problem[];
  /** Values that are one `${…}` and nothing else: they may stand for a number or true or false. */
  whole: ReadonlySet<Scalar>;
}

/**
 * Puts environment variables into the values of the document, as text: the content of a variable is
 * not parsed as YAML, and a secret of digits is not read as a number.
 */
export function substitute({ document, at }: Source, env: Environment): Substitution {
  const problems: Problem[] = [];
  const whole = new Set<Scalar>();
  visit(document, {
    Scalar(role, node, path) {
      if (role === 'key' || typeof node.value !== 'string') return;
      const complain = (message: string) => {
        problems.push({ ...at(node.range?.[0] ?? 0), path: '', message });
        return '';
      };
      if (/^\$\{[^}]*\}$/.test(node.value)) whole.add(node);
      node.value = node.value.replace(reference, (text, doubled: string, inner: string) => {
        if (doubled) return text.slice(1);
        const [, name, instead] = (text.endsWith('}') && variable.exec(inner)) || [];
        if (name === undefined) {
          const pair = path.findLast(isPair);
          const shown = isSecretKey(pair?.key) ? text.replace(/\{.*/s, '{…}') : text;
          return complain(
            `${shown} names no environment variable; for the text itself write $${shown}`,
          );
        }
        const value = env[name];
        if (instead !== undefined) return value || instead;
        return value ?? complain(`the environment variable ${name} is not set`);
      });
    },
  });
  return { problems, whole };
}
