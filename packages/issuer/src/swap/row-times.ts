import { dayMs, type SealedFacts } from '../tokens/sealed-token.ts';

/** From and up to when some rows expire. */
interface Span {
  from: Date;
  to: Date;
}

/** Between which times the rows behind some tokens expire. */
export interface RowTimes {
  source: Span;
  session: Span;
}

const anyTime: Span = { from: new Date(0), to: new Date('9999-01-01') };

/** One token that does not say where its rows are has them looked for everywhere. */
export function rowTimes(tokens: readonly Pick<SealedFacts, 'rows'>[]): RowTimes {
  const days = tokens.map(({ rows }) => rows);
  if (!days.every((each) => each !== undefined)) return { source: anyTime, session: anyTime };
  const sessions = days.flatMap(({ session }) => session ?? []);
  return { source: spanOf(days.map(({ source }) => source)), session: spanOf(sessions) };
}

/** Of no day, it is empty. */
function spanOf(days: readonly number[]): Span {
  if (days.length === 0) return { from: anyTime.from, to: anyTime.from };
  return { from: startOf(Math.min(...days)), to: startOf(Math.max(...days) + 1) };
}

const startOf = (day: number): Date => new Date(day * dayMs);
