import { argon2, pbkdf2, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import bcrypt from 'bcryptjs';
import { maxPasswordBytes } from '../../passwords/password-rules.ts';
import type { Random } from '../../runtime/random.ts';
import { type PasswordHash, parsePasswordHash } from './password-hash.ts';

const argon2Async = promisify(argon2);
const pbkdf2Async = promisify(pbkdf2);
const scryptAsync = promisify<string | Buffer, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** What a hash with argon2id takes. Memory is in KiB. */
export interface PasswordCost {
  memory: number;
  passes: number;
  parallelism: number;
}

/** What OWASP recommends. */
export const recommendedCost: PasswordCost = { memory: 19_456, passes: 2, parallelism: 1 };

/** What hashing needs of the context. */
export interface Hashing {
  random: Random;
  settings: { passwordCost?: PasswordCost };
}

const saltLength = 16;
const tagLength = 32;

/** A well-formed hash that no password has: what an unknown user is checked against. */
const unmatchable = (cost: PasswordCost): string =>
  format(cost, Buffer.alloc(saltLength), Buffer.alloc(tagLength));

/** Whether a password is one that can be hashed. */
export const fitsPassword = (password: string): boolean => normalize(password) !== null;

/**
 * Hashes a password with argon2id (RFC 9106) and a fresh salt.
 *
 * @returns a PHC string, `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<tag>`, base64 without padding.
 * @throws OAuthError `invalid_request` for an empty password and for one over 1024 bytes;
 *   `temporarily_unavailable` when too many hashes are waiting: hash lists one after the other.
 */
export async function hashPassword(
  password: string,
  { random, settings: { passwordCost = recommendedCost } }: Hashing,
): Promise<string> {
  const message = normalize(password);
  if (!message) {
    throw new OAuthError('invalid_request', `A password has 1 to ${maxPasswordBytes} bytes.`);
  }
  const salt = random.bytes(saltLength);
  const parameters = { message, nonce: salt, tagLength, ...passwordCost };
  return format(passwordCost, salt, await inTurn(() => argon2Async('argon2id', parameters)));
}

/**
 * Whether a password is the one that was hashed, by the parameters that the hash names. Without a
 * hash the answer is no, after the same work, so that its time does not tell who has an account.
 *
 * @throws OAuthError `temporarily_unavailable` when too many hashes are waiting; Error when `stored`
 *   is no hash that is known.
 */
export async function verifyPassword(
  password: string,
  stored: string | null,
  cost = recommendedCost,
): Promise<boolean> {
  const message = normalize(password);
  if (!message) return false;
  const hash = parsePasswordHash(stored ?? unmatchable(cost));
  if (typeof hash === 'string') throw new Error('users.password_hash holds no hash that is known.');
  if (await matches(message, hash)) return stored !== null;
  // Others hash what was typed, and not one form of it.
  const typed = Buffer.from(password);
  const isOurs = stored === null || isCurrent(stored, cost);
  return !isOurs && !typed.equals(message) && matches(typed, hash);
}

/** Whether it is hashed as passwords are hashed now. */
export const isCurrent = (stored: string, cost: PasswordCost): boolean =>
  stored.startsWith(prefix(cost));

/** Whether both are the same password, by as much work whatever they have in common. */
export function isSamePassword(one: string, other: string): boolean {
  const [a, b] = [normalize(one), normalize(other)];
  return a !== null && b !== null && a.length === b.length && timingSafeEqual(a, b);
}

async function matches(message: Buffer, hash: PasswordHash): Promise<boolean> {
  if (hash.kind === 'bcrypt') return inTurn(() => bcrypt.compare(message.toString(), hash.text));
  return timingSafeEqual(await inTurn(() => deriveAs(message, hash)), hash.tag);
}

function deriveAs(
  message: Buffer,
  hash: Exclude<PasswordHash, { kind: 'bcrypt' }>,
): Promise<Buffer> {
  const { salt, tag } = hash;
  switch (hash.kind) {
    case 'argon2id': {
      const { memory, passes, parallelism } = hash;
      const cost = { memory, passes, parallelism };
      return argon2Async('argon2id', { message, nonce: salt, tagLength: tag.length, ...cost });
    }
    case 'scrypt': {
      const { cost, blockSize, parallelization } = hash;
      const maxmem = 256 * cost * blockSize + 2 ** 20;
      return scryptAsync(message, salt, tag.length, { cost, blockSize, parallelization, maxmem });
    }
    case 'pbkdf2':
      return pbkdf2Async(message, salt, hash.iterations, tag.length, hash.digest);
  }
}

/**
 * The same characters are typed as different code points on different keyboards (NIST SP 800-63B,
 * section 3.1.1.2 asks for NFKC or NFKD). Null when the length is out of bounds.
 */
function normalize(password: string): Buffer | null {
  const bytes = Buffer.from(password.normalize('NFKC'));
  return bytes.length >= 1 && bytes.length <= maxPasswordBytes ? bytes : null;
}

/** How every hash begins that is made at this cost. */
const prefix = ({ memory, passes, parallelism }: PasswordCost): string =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$`;

const format = (cost: PasswordCost, salt: Buffer, tag: Buffer): string =>
  `${prefix(cost)}${unpadded(salt)}$${unpadded(tag)}`;

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}

/**
 * All processors but one, which goes on issuing tokens. Hashing shares libuv's threads with signatures,
 * files and name look-ups, and each hash takes one of them for tens of milliseconds: one thread is
 * always left to the others, and those who come then wait, and not many.
 */
export const maxHashes = Math.max(
  1,
  Math.min(availableParallelism() - 1, Number(process.env['UV_THREADPOOL_SIZE'] ?? 4) - 1),
);
const queueLimit = 64;
const retryAfterSeconds = 2;
const waiting: (() => void)[] = [];
let inFlight = 0;

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  await enter();
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else inFlight--;
  }
}

async function enter(): Promise<void> {
  if (inFlight < maxHashes) {
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
