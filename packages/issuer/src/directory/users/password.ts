import { argon2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Random } from '../../runtime/random.ts';

const argon2Async = promisify(argon2);

/** What OWASP recommends for argon2id. Memory is in KiB. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltLength = 16;
const tagLength = 32;

/** Long enough for any passphrase, too short to make hashing the input itself an attack. */
const maximumBytes = 1024;

/** A well-formed hash that no password has: what an unknown user is checked against. */
const nobody = format(cost, Buffer.alloc(saltLength), Buffer.alloc(tagLength));

/** Whether a password is one that can be hashed. */
export const fitsPassword = (password: string): boolean => normalize(password) !== null;

/**
 * Hashes a password with argon2id (RFC 9106) and a fresh salt.
 *
 * @returns a PHC string, `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`, base64 without padding.
 * @throws OAuthError `invalid_request` for an empty password and for one over 1024 bytes;
 *   `temporarily_unavailable` when too many hashes are waiting: hash lists one after the other.
 */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const message = normalize(password);
  if (!message) {
    throw new OAuthError('invalid_request', `A password has 1 to ${maximumBytes} bytes.`);
  }
  const salt = random.bytes(saltLength);
  return format(cost, salt, await derive({ message, nonce: salt, tagLength, ...cost }));
}

/**
 * Whether a password is the one that was hashed, by the parameters that the hash names. Without a
 * hash the answer is no, after the same work, so that its time does not tell who has an account.
 *
 * @throws OAuthError `temporarily_unavailable` when too many hashes are waiting; Error when `phc`
 *   is no argon2id hash.
 */
export async function verifyPassword(password: string, phc: string | null): Promise<boolean> {
  const message = normalize(password);
  if (!message) return false;
  const { salt, tag, ...parameters } = parse(phc ?? nobody);
  const derived = await derive({ message, nonce: salt, tagLength: tag.length, ...parameters });
  return timingSafeEqual(derived, tag) && phc !== null;
}

/**
 * The same characters are typed as different code points on different keyboards (NIST SP 800-63B,
 * section 3.1.1.2 asks for NFKC or NFKD). Null when the length is out of bounds.
 */
function normalize(password: string): Buffer | null {
  const bytes = Buffer.from(password.normalize('NFKC'));
  return bytes.length >= 1 && bytes.length <= maximumBytes ? bytes : null;
}

type Cost = typeof cost;

function format({ memory, passes, parallelism }: Cost, salt: Buffer, tag: Buffer): string {
  const parameters = `m=${memory},t=${passes},p=${parallelism}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(tag)}`;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

const phcPattern =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parse(phc: string): Cost & { salt: Buffer; tag: Buffer } {
  const match = phcPattern.exec(phc);
  if (!match) throw new Error('users.password_hash holds something that is no argon2id hash.');
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number];
  const [salt, tag] = match.slice(4).map((part) => Buffer.from(part, 'base64')) as [Buffer, Buffer];
  return { memory, passes, parallelism, salt, tag };
}

/**
 * Hashing shares libuv's four threads with signatures, files and name look-ups, and each hash
 * takes one of them for tens of milliseconds: three at once, the others wait, and not many.
 */
const concurrency = 3;
const queueLimit = 64;
const retryAfterSeconds = 2;
const waiting: (() => void)[] = [];
let inFlight = 0;

async function derive(parameters: Parameters<typeof argon2>[1]): Promise<Buffer> {
  await enter();
  try {
    return await argon2Async('argon2id', parameters);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else inFlight--;
  }
}

async function enter(): Promise<void> {
  if (inFlight < concurrency) {
    inFlight++;
    return;
  }
  if (waiting.length >= queueLimit) {
    throw new OAuthError(
      'temporarily_unavailable',
      'Too many people are signing in at this moment. Try again in a few seconds.',
      { retryAfter: retryAfterSeconds },
    );
  }
  await new Promise<void>((resolve) => waiting.push(resolve));
}
