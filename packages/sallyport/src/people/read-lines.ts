import { open } from 'node:fs/promises';

/** Of one line, in bytes: a person with a hundred roles has some ten thousand. */
export const maxLine = 256 * 1024;

export type Line = { number: number } & ({ bytes: Buffer } | { tooLong: true });

/** The lines of a file that are not empty. What is longer than any person is passed over, and never kept. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  const file = await open(path);
  let number = 1;
  let parts: Buffer[] = [];
  let length = 0;
  const whole = (): Line | null => {
    const line = length > maxLine ? { number, tooLong: true as const } : bytesOf(number, parts);
    number++;
    [parts, length] = [[], 0];
    return line;
  };
  const add = (part: Buffer) => {
    length += part.length;
    if (length <= maxLine) parts.push(part);
    else parts = [];
  };
  for await (const chunk of file.createReadStream()) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      add(rest.subarray(0, end));
      const line = whole();
      if (line) yield line;
      rest = rest.subarray(end + 1);
    }
    add(rest);
  }
  const line = length > 0 ? whole() : null;
  if (line) yield line;
}

function bytesOf(number: number, parts: readonly Buffer[]): Line | null {
  const bytes = Buffer.concat(parts);
  return /^\s*$/.test(bytes.toString('latin1')) ? null : { number, bytes };
}

/** What a line says, or why it cannot be read. A mark of the byte order is passed over, as is a CR at the end. */
export function parseLine(line: Line): { value: unknown } | { reason: string } {
  if ('tooLong' in line) return { reason: `The line is longer than ${maxLine / 1024} KiB.` };
  let text: string;
  try {
    text = utf8.decode(line.bytes);
  } catch {
    return { reason: 'The line is not UTF-8.' };
  }
  try {
    return { value: JSON.parse(text, refuseUnstorable) };
  } catch (error) {
    return error instanceof Unstorable
      ? { reason: 'The line has a character that cannot be kept: NUL, or half of one.' }
      : { reason: 'The line is not JSON.' };
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

class Unstorable extends Error {}

function refuseUnstorable(key: string, value: unknown): unknown {
  const kept = (text: string) => !text.includes('\0') && text.isWellFormed();
  if (!kept(key) || (typeof value === 'string' && !kept(value))) throw new Unstorable();
  return value;
}
