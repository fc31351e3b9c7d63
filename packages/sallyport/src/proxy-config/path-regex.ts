import { type PatternSegment, parsePattern } from '@sallyport/protocol/routes/pattern.ts';

/**
 * What a proxy compares a regular expression with: the path with its percent-encodings decoded, and
 * letters in bytes or by Unicode; or the path as it was sent.
 */
export type PathForm = 'bytes' | 'unicode' | 'as_sent';

/**
 * The paths of a pattern, as the gateway matches them: decoded, without regard to case, a final slash
 * making no other path, and `/*` the path before it, too. Another reading would send a request to one
 * service with the JWT for another.
 *
 * @returns for an engine that is told to disregard case
 */
export function pathRegex(path: string, form: PathForm): string {
  const texts = segmentsOf(path).map((segment) => {
    if (segment.kind === 'rest') return '(?:/.*)?';
    return segment.kind === 'parameter' ? '/[^/]+' : `/${literal(segment.text, form)}`;
  });
  return path.endsWith('*') ? `^${texts.join('')}$` : `^${texts.join('')}/?$`;
}

/** The configuration has no other patterns than those that can be read. */
export function segmentsOf(path: string): PatternSegment[] {
  const pattern = parsePattern(path);
  if (!pattern.ok) throw new Error(pattern.reason);
  return pattern.segments;
}

const literal = (text: string, form: PathForm): string =>
  [...text].map((character) => anyOf(spellings(character), form)).join('');

/** Other characters that are a letter to the gateway: in lower case, the Kelvin sign is a k. */
const spellings = (character: string): string[] =>
  character.toLowerCase() === 'k' ? [character, '\u212a'] : [character];

function anyOf(characters: readonly string[], form: PathForm): string {
  if (form === 'as_sent') return asSent(characters);
  // By Unicode a long s is an s in another case; to the gateway it is not.
  if (form === 'unicode' && /^s$/i.test(characters[0]!)) return '(?-i:[sS])';
  const texts = characters.map(quoteRegex);
  return texts.length === 1 ? texts[0]! : `(?:${texts.join('|')})`;
}

/** Each character may be encoded, a letter in either case. */
function asSent(characters: readonly string[]): string {
  const texts = characters.flatMap((character) =>
    [character.toLowerCase(), character.toUpperCase()].map(encoded),
  );
  const [plain] = characters;
  return `(?:${[quoteRegex(plain!), ...new Set(texts)].join('|')})`;
}

const encoded = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

const quoteRegex = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
