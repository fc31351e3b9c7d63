import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A cookie that tells, for a few accounts, that their owners signed in with this browser before
 * (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It is no proof of who it is and names
 * no account: each entry is a random id, a time, and a MAC over both and the account.
 */
interface Entry {
  id: string;
  /** As in `KnownDevice`; null in entries of the version before. */
  since: number | null;
  /** NumericDate. */
  issuedAt: number;
  mac: string;
}

/** A browser that the owner of an account signed in with. */
export interface KnownDevice {
  id: string;
  /** Whether a second factor was proved there, too: more than who knows the password alone can do. */
  secondFactor: boolean;
  /** When a session was first started in it, NumericDate; 0 while there was none. */
  since: number;
}

const maxEntries = 5;
/** Browsers keep cookies for 400 days at most. */
export const deviceLifetime = 365 * 86_400;

interface Account {
  email: string;
  key: Buffer;
  /** NumericDate. */
  now: number;
}

/** This browser, as the account knows it, or null for a stranger. */
export function findDevice(cookie: string | undefined, account: Account): KnownDevice | null {
  for (const entry of readEntries(cookie)) {
    const strength = strengths.find((each) => isOf(entry, each, account));
    if (strength && account.now - entry.issuedAt < deviceLifetime) {
      const { id, since, issuedAt } = entry;
      return { id, since: since ?? issuedAt, secondFactor: strength === 'second factor' };
    }
  }
  return null;
}

/**
 * The cookie after a sign-in, newest first.
 *
 * @param device its id is known from before, or 128 new random bits in base64url.
 */
export function withDevice(
  cookie: string | undefined,
  { id, secondFactor, since }: KnownDevice,
  account: Account,
): string {
  const strength = secondFactor ? 'second factor' : 'device';
  const made = { id, since, issuedAt: account.now };
  const entry = { ...made, mac: macOf(made, strength, account) };
  const others = readEntries(cookie).filter(
    (other) => !strengths.some((each) => isOf(other, each, account)),
  );
  return [entry, ...others]
    .slice(0, maxEntries)
    .map(({ id, since, issuedAt, mac }) =>
      (since === null ? [id, issuedAt, mac] : [id, since, issuedAt, mac]).join('.'),
    )
    .join('~');
}

const entryPattern = /^([\w-]{22})\.(?:(\d{1,12})\.)?(\d{1,12})\.([\w-]{43})$/;

function readEntries(cookie = ''): Entry[] {
  return cookie.split('~', maxEntries).flatMap((text) => {
    const [, id, since, issuedAt, mac] = entryPattern.exec(text) ?? [];
    if (!id || !mac) return [];
    return [{ id, since: since ? Number(since) : null, issuedAt: Number(issuedAt), mac }];
  });
}

/** The MAC says which. */
const strengths = ['device', 'second factor'] as const;
type Strength = (typeof strengths)[number];

const isOf = (entry: Entry, strength: Strength, account: Account): boolean =>
  timingSafeEqual(Buffer.from(entry.mac), Buffer.from(macOf(entry, strength, account)));

const macOf = (
  { id, since, issuedAt }: Omit<Entry, 'mac'>,
  strength: Strength,
  { email, key }: Account,
): string =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        strength,
        id,
        ...(since === null ? [] : [since]),
        issuedAt,
        email.toLowerCase(),
      ]),
    )
    .digest('base64url');
