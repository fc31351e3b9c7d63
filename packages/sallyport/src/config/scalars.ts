import { isScalar, type Scalar } from 'yaml';
import type { z } from 'zod';
import type { Source } from './source.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The values of a document that came from one variable as a whole: see `substitute`. */
export interface Substituted {
  source: Source;
  whole: ReadonlySet<Scalar>;
}

/**
 * Where the schema wants a number or a boolean and the value came from an environment variable as a
 * whole, reads the text as such and puts it into `value`. Returns whether there were any.
 */
export function readScalars(
  value: unknown,
  issues: readonly Issue[],
  { source, whole }: Substituted,
): boolean {
  let found = false;
  for (const { path, expected } of issues.flatMap((issue) => wanted(issue, []))) {
    const node = source.nodeAt(path);
    if (!isScalar(node) || !whole.has(node)) continue;
    const read = readAs(expected, String(node.value).trim());
    if (read === null) continue;
    place(value, path, read);
    found = true;
  }
  return found;
}

/** The paths where a number or a boolean was expected, also as one of several forms of a value. */
function wanted(issue: Issue, outer: Path): { path: Path; expected: string }[] {
  const path = [...outer, ...issue.path];
  if (issue.code === 'invalid_union') {
    return issue.errors.flat().flatMap((inner) => wanted(inner, path));
  }
  return issue.code === 'invalid_type' ? [{ path, expected: issue.expected }] : [];
}

function readAs(expected: string, text: string): number | boolean | null {
  if (expected === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const isNumber = expected === 'number' || expected === 'int';
  return isNumber && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function place(value: unknown, path: Path, read: number | boolean): void {
  const parent = path.slice(0, -1).reduce<unknown>((inner, step) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, step) : undefined;
  }, value);
  if (typeof parent === 'object' && parent !== null) Reflect.set(parent, path.at(-1)!, read);
}
