/** What a terminal obeys instead of showing it, and what turns the order of a line around. */
const controls = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const escaped = (character: string): string =>
  `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;

/**
 * A text that people chose themselves, so that it can be shown on one line of a terminal: a name with an escape
 * sequence would otherwise move the cursor, write the clipboard, or look like another name.
 */
export const printable = (text: string): string => text.replace(controls, escaped);

/** The same for a sentence that may have more than one line. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** JSON on one line. What JSON itself lets through is escaped, too; it stays the same value. */
export const printableJson = (value: unknown): string => printable(JSON.stringify(value));

/** Every text in an answer. */
export function printableAnswer<T>(answer: T): T {
  if (typeof answer === 'string') return printable(answer) as T;
  if (Array.isArray(answer)) return answer.map(printableAnswer) as T;
  if (typeof answer !== 'object' || answer === null) return answer;
  const fields = Object.entries(answer).map(([name, value]) => [name, printableAnswer(value)]);
  return Object.fromEntries(fields) as T;
}
