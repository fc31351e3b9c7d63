/**
 * The first value of this name; undefined without one.
 *
 * @param fields name and value in turn, names in any case
 * @param lower the name in lower case
 */
export function fieldOf(fields: readonly string[], lower: string): string | undefined {
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index]!;
    if (name.length === lower.length && name.toLowerCase() === lower) return fields[index + 1];
  }
  return undefined;
}
