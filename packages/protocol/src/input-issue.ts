/** What a schema refused, as Zod reports it: this package needs no more of it than these fields. */
export interface InputIssue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly expected?: string;
  readonly values?: readonly unknown[];
  readonly keys?: readonly string[];
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
}

/** How people call the types of values in JSON and YAML. */
export const typeNames: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
};

/**
 * One refused field in words for the caller, who knows the field and not our library.
 *
 * @param input what was parsed
 * @returns `uses: must be 100 at most`, without the field where all of the input is meant
 */
export function describeIssue(issue: InputIssue, input: unknown): string {
  const field = issue.path.map(String).join('.');
  return `${field && `${field}: `}${wordsOf(issue, input)}`;
}

function wordsOf(issue: InputIssue, input: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      if (valueAt(input, issue.path) === undefined) return 'is missing';
      return `must be ${typeNames[issue.expected ?? ''] ?? issue.expected}`;
    case 'invalid_value':
      if (valueAt(input, issue.path) === undefined) return 'is missing';
      return `must be ${oneOf((issue.values ?? []).map(String))}`;
    case 'unrecognized_keys':
      return `has no field ${(issue.keys ?? []).map((key) => JSON.stringify(key)).join(', ')}`;
    case 'too_small':
    case 'too_big':
      return sizeMessage(issue) ?? issue.message;
    case 'invalid_format':
      if (issue.message.startsWith('Invalid string: ')) return 'has another form';
      return formats[issue.message] ?? issue.message;
    case 'invalid_union':
      return issue.message === 'Invalid input' ? 'has another form' : issue.message;
    default:
      return issue.message;
  }
}

/** What Zod says of a format, in words that tell what to write. */
const formats: Readonly<Record<string, string>> = {
  'Invalid URL': 'must be a URL',
  'Invalid UUID': 'must be a UUID',
  'Invalid email address': 'must be an e-mail address',
  'Invalid ISO date': 'must be a date, as 2026-12-01',
  'Invalid ISO datetime': 'must be a date and time with its zone, as 2026-12-01T18:00:00Z',
};

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, step) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined;
  }, value);
}

/** The unit depends on the kind of value. Null where the schema has a message of its own. */
export function sizeMessage(issue: InputIssue): string | null {
  if (!/^Too (small|big): /.test(issue.message)) return null;
  const isLeast = issue.code === 'too_small';
  const bound = Number(isLeast ? issue.minimum : issue.maximum);
  const limit = isLeast ? 'or more' : 'at most';
  const what = { string: 'character', array: 'entry' }[issue.origin ?? ''];
  if (!what) return `must be ${bound} ${limit}`;
  if (isLeast && bound === 1) return 'must not be empty';
  const plural = what === 'entry' ? 'entries' : `${what}s`;
  return `must have ${bound} ${bound === 1 ? what : plural} ${limit}`;
}

export function oneOf(allowed: readonly string[]): string {
  return allowed.length === 1 ? allowed[0]! : `one of ${allowed.join(', ')}`;
}
