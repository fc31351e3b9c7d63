import { isBreached } from './breached-passwords.ts';
import { unforeseen } from './guessable.ts';

/** Why a password cannot be used. Pages have a sentence for each in each language. */
export type PasswordProblem =
  | { code: 'too_short'; minimum: number }
  | { code: 'too_long' }
  /** The characters are the same again, or in a row. */
  | { code: 'predictable' }
  /** It is made of what is known of the person or of the service. */
  | { code: 'personal' }
  /** It is on a list of passwords that others have lost. */
  | { code: 'breached' };

/** Whom a password is for: what others know of them is no password. */
export interface PasswordOwner {
  email: string;
  name: string;
}

export interface PasswordContext extends PasswordOwner {
  /** Characters, at least 8. */
  minimum: number;
  /** Of the issuer: the words of its host name are known, too. */
  issuerUrl: string;
}

/** Long enough for any passphrase, too short to make hashing the input itself an attack. */
export const maxPasswordBytes = 1024;

/** What has to be in a password besides words that are known of its owner, in characters. */
const enoughBesides = 8;
/** So many characters that do not follow from those before. */
const enoughUnforeseen = 5;

/**
 * What NIST asks of a password that is chosen (SP 800-63B-4, section 3.1.1.2): length, counted in code
 * points after NFKC, and a comparison with lists of what attackers try. No rule about kinds of
 * characters, all of them are welcome, and none is cut off.
 */
export function findProblem(password: string, context: PasswordContext): PasswordProblem | null {
  const { minimum } = context;
  if (!isLongEnough(password, minimum)) return { code: 'too_short', minimum };
  const normalized = password.normalize('NFKC');
  if (Buffer.byteLength(normalized) > maxPasswordBytes) return { code: 'too_long' };
  if (unforeseen(password) < enoughUnforeseen) return { code: 'predictable' };
  if (isPersonal(normalized, context)) return { code: 'personal' };
  return isBreached(password) ? { code: 'breached' } : null;
}

/** @param minimum characters */
export const isLongEnough = (password: string, minimum: number): boolean =>
  [...password.normalize('NFKC')].length >= minimum;

/** A sentence in English, for callers of the admin API and for operators. */
export function describeProblem(problem: PasswordProblem): string {
  switch (problem.code) {
    case 'too_short':
      return `Use ${problem.minimum} characters or more: a few words in a row are easy to remember.`;
    case 'too_long':
      return `Use at most ${maxPasswordBytes} bytes; letters beyond ASCII are several.`;
    case 'predictable':
      return 'This repeats the same characters, or has them in a row. Use words that have nothing to do with one another.';
    case 'personal':
      return 'This is mostly the name, the e-mail address or the name of this service, which attackers try first. Add words of your own.';
    case 'breached':
      return 'This is on a list of passwords that attackers try first, or nearly. Choose another one.';
  }
}

function isPersonal(password: string, { email, name, issuerUrl }: PasswordContext): boolean {
  const lower = password.toLowerCase();
  const known = [email, name, new URL(issuerUrl).hostname]
    .flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .map((word) => word.normalize('NFKC').toLowerCase())
    .filter((word) => word.length >= 4)
    .toSorted((one, other) => other.length - one.length);
  const besides = known.reduce((rest, word) => rest.replaceAll(word, ''), lower);
  return besides !== lower && [...besides].length < enoughBesides;
}
