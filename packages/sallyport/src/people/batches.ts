import { type Line, parseLine } from './read-lines.ts';

/** As the admin API takes them: so many people, and half of the bytes. */
const maxPeople = 1_000;
const maxBytes = 2 * 1024 * 1024;

export interface Batch {
  users: unknown[];
  /** Of each of them, the number of its line. */
  numbers: number[];
  /** Lines that are none. */
  refused: Refused[];
}

export interface Refused {
  line: number;
  reason: string;
}

const empty = (): Batch => ({ users: [], numbers: [], refused: [] });

/** A list of JSON, CSV and the like: not one of the lines is an object. */
export const isOtherFormat = ({ users }: Batch): boolean =>
  !users.some((each) => typeof each === 'object' && each !== null && !Array.isArray(each));

/** What is sent at a time. */
export async function* batchesOf(lines: AsyncIterable<Line>): AsyncGenerator<Batch> {
  let batch = empty();
  let bytes = 0;
  for await (const line of lines) {
    const size = 'bytes' in line ? line.bytes.length : 0;
    const count = batch.users.length + batch.refused.length;
    if (count === maxPeople || (count > 0 && bytes + size > maxBytes)) {
      yield batch;
      [batch, bytes] = [empty(), 0];
    }
    const parsed = parseLine(line);
    if ('reason' in parsed) batch.refused.push({ line: line.number, reason: parsed.reason });
    else {
      batch.users.push(parsed.value);
      batch.numbers.push(line.number);
      bytes += size;
    }
  }
  if (batch.users.length + batch.refused.length > 0) yield batch;
}
