import type { CaptchaProvider, VerdictField } from './captcha-providers.ts';

export interface Captcha extends CaptchaProvider {
  siteKey: string;
  secret: string;
}

/** What a page is shown for: a CAPTCHA that was solved for one is of no use for another. */
export type CheckPurpose = 'registration' | 'forgotten_password' | 'email_sign_in' | 'sign_in';

/** What `siteverify` said. A field that a provider does not have is null. */
export interface Verdict {
  success: boolean;
  hostname: string | null;
  action: string | null;
}

/** Null for an answer that is none. */
export function readVerdict(body: unknown): Verdict | null {
  if (typeof body !== 'object' || body === null) return null;
  const { success, hostname, action } = body as Record<string, unknown>;
  if (typeof success !== 'boolean') return null;
  return { success, hostname: textOf(hostname), action: textOf(action) };
}

/** hCaptcha writes `not-provided` where it keeps the host to itself. */
const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value !== 'not-provided' ? value : null;

/** Why a solution does not count; null for one that does. */
export function faultOf(
  verdict: Verdict,
  expected: { hostname: string; purpose: CheckPurpose; says: readonly VerdictField[] },
): string | null {
  const { success, hostname, action } = verdict;
  const missing = expected.says.find((field) => verdict[field] === null);
  if (success && missing) return `the answer has no ${missing}`;
  if (!success) return 'it was not solved, expired, or was used before';
  if (hostname !== null && hostname !== expected.hostname) return 'it was solved on another host';
  if (action !== null && action !== expected.purpose) return 'it was solved for another page';
  return null;
}
