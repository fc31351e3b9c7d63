/** What is different in a thing now, for its event: the names of its fields, and their values before and after. */
export function fieldChanges<After extends object>(
  before: Readonly<Record<keyof After, unknown>>,
  after: After,
) {
  const changed = (Object.keys(after) as (string & keyof After)[]).filter(
    (name) => JSON.stringify(after[name]) !== JSON.stringify(before[name]),
  );
  const values = (of: Readonly<Record<keyof After, unknown>>) =>
    Object.fromEntries(changed.map((name) => [name, of[name]]));
  return { changed, before: values(before), after: values(after) };
}
