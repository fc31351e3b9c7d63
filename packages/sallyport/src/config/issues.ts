import { oneOf, sizeMessage, typeNames, valueAt } from '@sallyport/protocol/input-issue.ts';
import type { z } from 'zod';
import { jsonSchemaOf, knownKeys } from './json-schema.ts';
import { formatPath, type Problem } from './problem.ts';
import type { Source } from './source.ts';
import { suggestion } from './suggest.ts';
import { unsupportedMessage } from './unsupported-settings.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What the schema refused, with the keys and positions of the file. */
export function explainIssues(
  schema: z.ZodType,
  issues: readonly Issue[],
  value: unknown,
  source: Source,
): Problem[] {
  const problem = (path: Path, part: 'key' | 'value', message: string): Problem => ({
    ...source.locate(path, part),
    path: formatPath(path),
    message,
  });

  const explain = (issue: Issue): Problem[] => {
    const { path } = issue;
    switch (issue.code) {
      case 'unrecognized_keys': {
        const known = knownKeys(jsonSchemaOf(schema), path);
        return issue.keys.map((key) => {
          const message =
            unsupportedMessage([...path, key]) ??
            (known.includes(key)
              ? 'belongs to another type of entry'
              : `unknown key${suggestion(key, known)}`);
          return problem([...path, key], 'key', message);
        });
      }
      case 'invalid_type': {
        const given = valueAt(value, path);
        if (given === undefined) return [problem(path, 'key', 'is missing')];
        const wanted = names[issue.expected] ?? issue.expected;
        return [problem(path, 'value', `must be ${wanted}, and is ${nameOf(given)}`)];
      }
      case 'invalid_value': {
        const given = valueAt(value, path);
        if (given === undefined) return [problem(path, 'key', 'is missing')];
        const allowed = issue.values.map(String);
        const meant = typeof given === 'string' ? suggestion(given, allowed) : '';
        return [problem(path, 'value', `must be ${oneOf(allowed)}${meant}`)];
      }
      case 'too_small':
      case 'too_big':
        return [problem(path, 'value', sizeMessage(issue) ?? afterColon(issue.message))];
      case 'invalid_union':
        if (issue.discriminator !== undefined) {
          return explain({ ...issue, code: 'invalid_value', values: wordsIn(issue.message) });
        }
        return explainUnion(issue, explain) ?? [problem(path, 'value', afterColon(issue.message))];
      case 'invalid_key':
      case 'invalid_element':
        return issue.issues.flatMap((inner) =>
          explain({ ...inner, path: [...path, ...inner.path] }),
        );
      default:
        return [problem(path, 'value', afterColon(issue.message))];
    }
  };
  return issues.flatMap(explain);
}

/** Issues whose message is complete, at the values that they are about. */
export function placeIssues(
  issues: readonly { path: Path; message: string }[],
  source: Source,
): Problem[] {
  return issues.map(({ path, message }) => ({
    ...source.locate(path, 'value'),
    path: formatPath(path),
    message: afterColon(message),
  }));
}

/** Where a value may have several forms, the form that matched furthest is probably the one meant. */
function explainUnion(
  issue: Issue & { code: 'invalid_union' },
  explain: (issue: Issue) => Problem[],
): Problem[] | null {
  const depth = (branch: Issue[]) => Math.max(0, ...branch.map(({ path }) => path.length));
  const [best] = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length);
  if (!best || depth(best) === 0) {
    const wanted = issue.errors.flat().map(wantedForm);
    const isPlain = wanted.length > 0 && wanted.every((name) => name !== null);
    if (!isPlain) return best ? best.flatMap((inner) => explain(within(issue, inner))) : null;
    return explain({ ...issue, code: 'custom', message: `must be ${wanted.join(' or ')}` });
  }
  return best.flatMap((inner) => explain(within(issue, inner)));
}

/** What one form of a value would be; null where that takes more than a few words. */
function wantedForm(issue: Issue): string | null {
  if (issue.code === 'invalid_value') return oneOf(issue.values.map(String));
  return issue.code === 'invalid_type' ? (names[issue.expected] ?? issue.expected) : null;
}

/** The words that tell forms apart, which Zod has in its message alone. */
const wordsIn = (message: string): string[] =>
  [...message.matchAll(/'([^']+)'/g)].map(([, word]) => word!);

const within = (outer: Issue, inner: Issue): Issue => ({
  ...inner,
  path: [...outer.path, ...inner.path],
});

const names: Record<string, string> = { ...typeNames, object: 'a mapping', record: 'a mapping' };

function nameOf(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return names[typeof value] ?? typeof value;
}

/** A sentence in the form that follows `path: `. An abbreviation at its start keeps its capitals. */
function afterColon(text: string): string {
  const begun = /^[A-Z][a-z ]/.test(text) ? text[0]!.toLowerCase() + text.slice(1) : text;
  return begun.endsWith('.') && begun.indexOf('. ') < 0 ? begun.slice(0, -1) : begun;
}
