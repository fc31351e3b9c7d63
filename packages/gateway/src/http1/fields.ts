/**
 * The header or trailer section of a message (RFC 9112, section 5), in the strict form: each line ends with
 * CR LF, nothing is folded, no space stands before the colon, and a value holds no control
 * character but the tab, which does not end it. Text is latin1, one character a byte.
 */

/** Lines of `token ":" value CRLF`, in which no class overlaps with what may follow it but for one tab. */
const section = /(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*(?<!\t)\r\n)*/y;

const maxFields = 200;

/**
 * Reads field lines from `from` up to the end of the text, which is the end of the last line.
 *
 * @returns name and value in turn, names as sent, values without the spaces and tabs around them; null where the section has another form
 */
export function readFields(text: string, from: number): string[] | null {
  section.lastIndex = from;
  if (!section.test(text) || section.lastIndex !== text.length) return null;
  const fields: string[] = [];
  for (let at = from; at < text.length; ) {
    const colon = text.indexOf(':', at);
    const end = text.indexOf('\r\n', colon);
    if (fields.length === 2 * maxFields) return null;
    fields.push(text.slice(at, colon), trimmed(text, colon + 1, end));
    at = end + 2;
  }
  return fields;
}

/** Optional white space around a value is no part of it (RFC 9110, section 5.5). */
function trimmed(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

const isSpace = (code: number): boolean => code === 0x20 || code === 0x09;
