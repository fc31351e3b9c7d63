import { isPair, visit } from 'yaml';
import { isSecretKey } from './hide-secrets.ts';
import type { Problem } from './problem.ts';
import type { Source } from './source.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** `${NAME}`, or anything else in such braces; a second dollar sign before it makes it literal. */
const reference = /\$(\$?)\{([^}]*)\}?/g;
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Puts environment variables into the values of the document. Values stay strings whatever is put
 * in, so that a secret of digits is not read as a number, and cannot bring YAML of its own.
 */
export function substitute({ document, at }: Source, env: Environment): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Scalar(role, node, path) {
      if (role === 'key' || typeof node.value !== 'string') return;
      const complain = (message: string) => {
        problems.push({ ...at(node.range?.[0] ?? 0), path: '', message });
        return '';
      };
      node.value = node.value.replace(reference, (text, doubled: string, name: string) => {
        if (doubled) return text.slice(1);
        if (!variable.test(name) || !text.endsWith('}')) {
          const pair = path.findLast(isPair);
          const shown = isSecretKey(pair?.key) ? text.replace(/\{.*/s, '{…}') : text;
          return complain(
            `${shown} names no environment variable; for the text itself write $${shown}`,
          );
        }
        return env[name] ?? complain(`the environment variable ${name} is not set`);
      });
    },
  });
  return problems;
}
