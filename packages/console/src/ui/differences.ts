/** What something is, by the names that the view has for it. */
export type Facts = Readonly<Record<string, string>>;

interface Difference {
  name: string;
  before: string;
  now: string;
}

export const differencesOf = (before: Facts, now: Facts): Difference[] =>
  Object.keys(now)
    .filter((name) => before[name] !== now[name])
    .map((name) => ({ name, before: before[name] ?? '–', now: now[name]! }));

/** Names of what was given, as one fact. */
export const listed = (names: readonly string[]): string => names.join(', ') || '–';
