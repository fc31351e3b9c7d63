/**
 * What people make of a password that everybody has, to have one that looks like their own: capital
 * letters, digits and signs around it, signs in place of letters, the same again. Attackers try
 * these first, so each password stands for what it was made from.
 */
export function originsOf(password: string): string[] {
  const plain = password.normalize('NFKC').toLowerCase();
  const bare = [plain, withoutSequences(plain)].flatMap((text) => [text, ...strippedOf(text)]);
  const once = bare.flatMap((text) => [text, unitOf(text)]);
  return [...new Set(once.flatMap((text) => [text, withLetters(text)]))].filter(Boolean);
}

/** How many characters there are that do not follow from those before: repeated, or in a row. */
export const unforeseen = (password: string): number => {
  const plain = password.normalize('NFKC').toLowerCase();
  return [...unitOf(withoutSequences(plain))].length;
};

/** `abc` of `abcabcabc`. */
function unitOf(text: string): string {
  // Where a text is found in itself, doubled, is the length of what it repeats.
  return text.slice(0, (text + text).indexOf(text, 1));
}

/** More than this many added characters are a secret of their own. */
const maxAdded = 8;

/** Without what stands before and behind its letters. */
function strippedOf(text: string): string[] {
  const [, before = '', core = '', after = ''] = /^(\P{L}*)(.*?)(\P{L}*)$/su.exec(text) ?? [];
  if (core === '') return [];
  const candidates = [
    { rest: core + after, added: before },
    { rest: before + core, added: after },
    { rest: core, added: before + after },
  ];
  return candidates.filter(({ added }) => added.length <= maxAdded).map(({ rest }) => rest);
}

const letters: Readonly<Record<string, string>> = {
  ...{ '0': 'o', '1': 'i', '!': 'i', '|': 'l', '3': 'e', '4': 'a', '@': 'a', '5': 's', $: 's' },
  ...{ '7': 't', '+': 't', '8': 'b', '9': 'g', '6': 'g', '2': 'z' },
};

const withLetters = (text: string): string =>
  text.replace(/[^\p{L}]/gu, (sign) => letters[sign] ?? sign);

/** Rows of keyboards, and the digits once around. */
const rows = [
  '1234567890123456789',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
];
const neighbours = new Set(
  [...rows, ...rows.map((row) => [...row].reverse().join(''))].flatMap((row) =>
    Array.from({ length: row.length - 1 }, (_, at) => row.slice(at, at + 2)),
  ),
);

/** Of three or more characters that repeat or follow one another, only the first. */
function withoutSequences(text: string): string {
  const runs: string[][] = [];
  for (const character of text) {
    const run = runs.at(-1);
    if (run && follows(run.at(-1)!, character)) run.push(character);
    else runs.push([character]);
  }
  return runs.flatMap((run) => (run.length >= 3 ? run[0] : run)).join('');
}

const follows = (one: string, other: string): boolean =>
  Math.abs(other.codePointAt(0)! - one.codePointAt(0)!) <= 1 || neighbours.has(one + other);
