import { type Document, isAlias, isMap, isScalar, parseDocument, type Scalar, visit } from 'yaml';

/** Keys whose values are never shown, also when they are misspelt or hold a list. */
const secretKey = /secret|passw|private_key/i;

export const isSecretKey = (key: unknown): key is Scalar =>
  isScalar(key) && secretKey.test(String(key.value));

/**
 * The text of a configuration with dots in place of secrets, because excerpts of it go to terminals
 * and logs. Every other character stays where it is.
 */
export function hideSecrets(text: string): string {
  const document = parseOrNull(text);
  const ranges = document ? rangesOfSecrets(document) : [];
  const hidden = ranges.reduce(
    (shown, [from, to]) => shown.slice(0, from) + dots(shown.slice(from, to)) + shown.slice(to),
    text,
  );
  const isWhole = document !== null && document.errors.length === 0;
  const shown = isWhole
    ? hidden
    : hidden.replace(pemBlock, dots).replace(looksSecret, (_, key, value) => key + dots(value));
  return shown.replace(credentials, (_, scheme, userinfo) => `${scheme}${dots(userinfo)}@`);
}

/** User and password in a URL, whatever key has it. */
const credentials = /(\b[a-z][a-z0-9+.-]{0,20}:\/\/)([^\s"'`]{1,2000})@/gi;

/** A key over several lines, its end included where there is one. */
const pemBlock = /-----BEGIN[\s\S]*?(?:-----END[^\n]*|$)/g;

/** For text that does not parse: what follows the key of a secret, on the same or the next line. */
const looksSecret =
  /([\w-]*(?:secret|passw|private_key)[\w-]*["']?[ \t]*:(?:[ \t]|[ \t]*\n[ \t]+)*)("(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s,}#"'][^,}#\n]*)/gi;

const dots = (value: string): string => value.replace(/\S/g, '•');

function rangesOfSecrets(document: Document): [from: number, to: number][] {
  const ranges: [number, number][] = [];
  visit(document, {
    Pair(_, { key, value }, path) {
      if (!isSecretKey(key)) return;
      const node = isAlias(value) ? value.resolve(document) : value;
      // The section `password` holds what is asked of passwords, and none.
      if (path.length === 2 && key.value === 'password' && isMap(node)) return;
      const range = (node as { range?: [number, number, number] | null } | null)?.range;
      if (range) ranges.push([range[0], range[1]]);
    },
  });
  return ranges;
}

function parseOrNull(text: string): Document | null {
  try {
    return parseDocument(text, { prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
