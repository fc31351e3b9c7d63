import { isScalar, type Scalar } from 'yaml';
import type { z } from 'zod';
import type { Source } from './source.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** What of a document came whole from a variable: see `substitute`. */
export interface Substituted {
  source: Source;
  whole: ReadonlySet<Scalar>;
}

/**
 * Reads values that came whole from environment variables as the numbers and truth values that the
 * schema missed in their places, and puts them into `value`. Returns whether there were any.
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

/** Where a number or a truth value was expected, also in one of the forms that a value may have. */
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
