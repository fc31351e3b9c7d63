import type { Random } from './random.ts';

/** RFC 8628, section 6.1: letters that spell nothing and look like no others. */
export const codeLetters = 'BCDFGHJKLMNPQRSTVWXZ';

/** For a code that people type: each letter as likely as any other. */
export function randomLetters(length: number, random: Pick<Random, 'bytes'>): string {
  let letters = '';
  while (letters.length < length) {
    // Above it, the first letters would come more often than the others.
    for (const byte of random.bytes(length)) {
      if (byte < 240 && letters.length < length) letters += codeLetters[byte % codeLetters.length];
    }
  }
  return letters;
}
