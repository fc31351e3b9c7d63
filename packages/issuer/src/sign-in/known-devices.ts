import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A cookie that tells, for a few accounts, that their owners signed in with this browser before
 * (OWASP, "Slow Down Online Guessing Attacks with Device Cookies"). It is no proof of who it is and names
 * no account: each entry is a random id, a time, and a MAC over both and the account.
 */
interface Entry {
  id: string;
  /** NumericDate. */
  issuedAt: number;
  mac: string;
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

/** The id of this browser for an account, or null for a stranger. */
export function findDevice(cookie: string | undefined, account: Account): string | null {
  const known = readEntries(cookie).find((entry) => isOf(entry, account));
  const fresh = known && account.now - known.issuedAt < deviceLifetime;
  return fresh ? known.id : null;
}

/**
 * The cookie after a sign-in, newest first.
 *
 * @param id of this browser for the account: known from before, or 128 new random bits in base64url.
 */
export function rememberDevice(cookie: string | undefined, id: string, account: Account): string {
  const entry = { id, issuedAt: account.now, mac: macOf({ id, issuedAt: account.now }, account) };
  const others = readEntries(cookie).filter((other) => !isOf(other, account));
  return [entry, ...others]
    .slice(0, maxEntries)
    .map(({ id, issuedAt, mac }) => `${id}.${issuedAt}.${mac}`)
    .join('~');
}

function readEntries(cookie = ''): Entry[] {
  return cookie.split('~', maxEntries).flatMap((text) => {
    const [, id, issuedAt, mac] = /^([\w-]{22})\.(\d{1,12})\.([\w-]{43})$/.exec(text) ?? [];
    return id && mac ? [{ id, issuedAt: Number(issuedAt), mac }] : [];
  });
}

const isOf = (entry: Entry, account: Account): boolean =>
  timingSafeEqual(Buffer.from(entry.mac), Buffer.from(macOf(entry, account)));

const macOf = ({ id, issuedAt }: Omit<Entry, 'mac'>, { email, key }: Account): string =>
  createHmac('sha256', key)
    .update(JSON.stringify(['device', id, issuedAt, email.toLowerCase()]))
    .digest('base64url');
