/** What one proxy says in `Forwarded` (RFC 7239): by lower-case name. */
export type ForwardedElement = ReadonlyMap<string, string>;

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const pair = new RegExp(`^[ \\t]*(${token})=(?:"((?:[^"\\\\]|\\\\.)*)"|(${token}))[ \\t]*$`);

/**
 * The elements of a `Forwarded` header in their order, read from the right, where the nearest proxy has
 * written. What stands further left may be a caller's and so anything, an open quotation mark
 * included: the first element that cannot be read, and all before it, is left out.
 */
export function parseForwarded(value: string): ForwardedElement[] {
  const elements: ForwardedElement[] = [];
  for (const text of splitOutsideQuotes(value, ',').reverse()) {
    const element = parseElement(text);
    if (!element) break;
    elements.push(element);
  }
  return elements.reverse();
}

function parseElement(text: string): ForwardedElement | null {
  const element = new Map<string, string>();
  for (const part of splitOutsideQuotes(text, ';')) {
    if (/^[ \t]*$/.test(part)) continue;
    const [, name, quoted, plain] = pair.exec(part) ?? [];
    const lower = name?.toLowerCase();
    // Each parameter comes once (RFC 7239, section 4).
    if (lower === undefined || element.has(lower)) return null;
    element.set(lower, plain ?? quoted!.replaceAll(/\\(.)/g, '$1'));
  }
  return element;
}

/** Which quotation marks belong together is counted from the right. */
function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let end = text.length;
  let quoted = false;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === '"') quoted = !quoted;
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(at + 1, end));
      end = at;
    }
  }
  parts.push(text.slice(0, end));
  return parts.reverse();
}
