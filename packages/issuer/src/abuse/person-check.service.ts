import type { Context } from '../context.ts';
import type { ShownCheck } from '../pages/parts/person-check.ts';
import { numericDate, secondsAfter } from '../runtime/clock.ts';
import { sha256 } from '../runtime/sha256.ts';
import { askCaptcha } from './ask-captcha.service.ts';
import type { CheckPurpose } from './captcha.ts';
import { deleteExpired, spendSolution } from './person-check.store.ts';
import { admitGuess } from './throttle.service.ts';
import { bitsFor, makeWork, readWork, type WorkPlace, workLifetime } from './work.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'secrets' | 'settings' | 'thinned'>;

export interface CheckPlace extends WorkPlace {
  /** As `callers.network` says. */
  network: string;
}

/** Whether the configuration asks for a check on this page. At sign-in, it is due only after failures. */
export function asksFor(purpose: CheckPurpose, { settings }: Pick<Context, 'settings'>): boolean {
  const checks = settings.abuse?.checks;
  if (!checks) return false;
  if (purpose === 'sign_in') return checks.signInAfter !== null;
  if (purpose === 'email_sign_in') return checks.emailSignIn;
  return purpose === 'registration' ? checks.registration : checks.forgottenPassword;
}

/** A check for a page; with each page that a network is shown, work gets dearer there. */
export function newCheck(
  { network, ...place }: CheckPlace,
  failures: number,
  context: Pick<Context, 'clock' | 'random' | 'secrets' | 'settings' | 'rates'>,
): ShownCheck {
  const { clock, random, secrets, settings, rates } = context;
  const captcha = settings.abuse?.checks.captcha;
  if (captcha) {
    const { script, className, siteKey, sources } = captcha;
    return { kind: 'captcha', purpose: place.purpose, script, className, siteKey, sources };
  }
  const bits = bitsFor(rates.challenges.times(network), failures);
  rates.challenges.count(network);
  const given = { bits, nonce: random.bytes(16), now: numericDate(clock.now()) };
  return { kind: 'work', ...makeWork(place, { ...given, key: secrets.signIn }) };
}

export interface Solved extends WorkPlace {
  /** What the form has; absent where no script runs. */
  solution: string | undefined;
  /** What the form is about: the address. */
  subject: string;
}

/**
 * `again` is the same form sent twice, and `absent` a page without JavaScript, or a provider of CAPTCHAs
 * that does not answer.
 */
export type CheckResult = 'passed' | 'again' | 'wrong' | 'absent';

/** Looks at a solution, and uses it up. */
export async function takeSolution(
  { solution, subject, ...place }: Solved,
  context: Dependencies,
): Promise<CheckResult> {
  if (solution === undefined) return 'absent';
  const { sql, clock, secrets, settings } = context;
  const now = clock.now();
  const captcha = settings.abuse?.checks.captcha;
  if (captcha) {
    const { purpose } = place;
    // Before the provider is asked: it takes a solution once, and the second press of a button is no fault.
    const hash = sha256(`captcha ${solution}`);
    const expiresAt = secondsAfter(now, workLifetime);
    const spent = await spendSolution(sql, { hash, subject: sha256(subject), expiresAt });
    if (spent !== 'first') return spent === 'again' ? 'again' : 'wrong';
    const said = await askCaptcha(captcha, { solution, purpose }, context);
    return said === 'right' ? 'passed' : said === 'wrong' ? 'wrong' : 'absent';
  }
  const read = readWork(solution, place, { now: numericDate(now), key: secrets.signIn });
  if (!read) return 'wrong';
  const spent = await spendSolution(sql, {
    ...{ hash: sha256(`work ${read.challenge}`), subject: sha256(subject) },
    expiresAt: new Date(read.expiresAt * 1000),
  });
  return spent === 'first' ? 'passed' : spent === 'again' ? 'again' : 'wrong';
}

/** Whether a network has had so many mails to sign in that the next one takes a check. */
export async function isCheckDue(
  network: string,
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<boolean> {
  return !(await admitGuess({ unaskedFrom: network }, context)).admitted;
}

/**
 * Lets through what comes without a solution, a few at a time: the code in the mail that follows proves more
 * than a check would.
 *
 * @returns seconds to wait, or null
 */
export async function admitUnchecked(
  network: string,
  context: Pick<Context, 'sql' | 'clock' | 'secrets'>,
): Promise<number | null> {
  const admission = await admitGuess({ uncheckedFrom: network }, context);
  return admission.admitted ? null : admission.retryAfter;
}

/** Drops what has expired. @returns how many rows that were. */
export const forgetSolutions = (now: Date, { sql }: Pick<Context, 'sql'>): Promise<number> =>
  deleteExpired(sql, now);
