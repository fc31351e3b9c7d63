import { createHmac } from 'node:crypto';
import { codeLetters } from '../runtime/code-letters.ts';
import { formOf, type OneTimeCode, type Purpose } from './one-time-code.ts';

const alphabets = { digits: '0123456789', letters: codeLetters } as const;

/**
 * What is typed in place of a link: made from its secret, so that a page can show it to a person who
 * opened the link in another browser than they asked in, as often as they look.
 */
export function codeOfSecret(
  { purpose, isLong }: Pick<OneTimeCode, 'purpose' | 'isLong'>,
  secret: string,
  key: Buffer,
): string {
  const { alphabet, length } = formOf(purpose, isLong);
  const mac = createHmac('sha256', key)
    .update(JSON.stringify(['code', purpose, secret]))
    .digest();
  const signs = alphabets[alphabet];
  // 256 bits for the few that are taken of them: the remainder favours none.
  let number = BigInt(`0x${mac.toString('hex')}`);
  let code = '';
  for (let place = 0; place < length; place++) {
    code += signs[Number(number % BigInt(signs.length))];
    number /= BigInt(signs.length);
  }
  return code;
}

/**
 * What is stored of a code. Both sides of the comparison are MACs, so that how long it takes tells
 * nothing of the code.
 *
 * @param place the sign-in that it belongs to: the same code in another one looks different
 */
export const hashOfCode = (
  { purpose, place, typed }: { purpose: Purpose; place: Buffer; typed: string },
  key: Buffer,
): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify(['typed', purpose, place.toString('hex'), plain(typed)]))
    .digest();

/** `WDJB-MJHT`, `123 456`: in halves, as people read them out. */
export function inHalves(code: string): string {
  const half = code.length / 2;
  return `${code.slice(0, half)}${/\d/.test(code) ? ' ' : '-'}${code.slice(half)}`;
}

/** However it was typed. */
const plain = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
