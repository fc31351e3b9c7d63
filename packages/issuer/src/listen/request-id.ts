import type { Random } from '../runtime/random.ts';

/** No letters and digits that are mistaken for one another when they are read out. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
const length = 10;

/** The number of a request: in its answer, on its page, and in the log. 49 bits. */
export function newRequestId(random: Pick<Random, 'bytes'>): string {
  let id = '';
  for (const byte of random.bytes(length)) id += alphabet[byte % alphabet.length];
  return id;
}
