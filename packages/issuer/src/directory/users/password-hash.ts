/** What the database keeps of a password, read from its usual text. */
export type PasswordHash =
  | {
      kind: 'argon2id';
      salt: Buffer;
      tag: Buffer;
      memory: number;
      passes: number;
      parallelism: number;
    }
  | {
      kind: 'scrypt';
      salt: Buffer;
      tag: Buffer;
      cost: number;
      blockSize: number;
      parallelization: number;
    }
  | { kind: 'pbkdf2'; salt: Buffer; tag: Buffer; digest: string; iterations: number }
  | { kind: 'bcrypt'; text: string };

const forms =
  'Give a hash as it is usually written: $argon2id$v=19$m=…,t=…,p=…$salt$hash, $2b$…, ' +
  '$scrypt$ln=…,r=…,p=…$salt$hash, $pbkdf2-sha256$…$salt$hash, or pbkdf2_sha256$…$salt$hash.';

const tooCostly = 'This hash takes too long to check: its parameters are for more than a second.';

const number = '(\\d{1,8})';
const base64 = '([A-Za-z0-9+/.]{4,172}={0,2})';
const argon2id = new RegExp(
  `^\\$argon2id\\$v=19\\$m=${number},t=${number},p=${number}\\$${base64}\\$${base64}$`,
);
const scrypt = new RegExp(
  `^\\$scrypt\\$ln=${number},r=${number},p=${number}\\$${base64}\\$${base64}$`,
);
const pbkdf2 = new RegExp(
  `^\\$pbkdf2(-sha256|-sha512|)\\$(?:i=)?${number}\\$${base64}\\$${base64}$`,
);
const django = new RegExp(`^pbkdf2_(sha256|sha1)\\$${number}\\$([!-#%-~]{1,64})\\$${base64}$`);
const bcrypt = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/**
 * Reads argon2id (PHC string), bcrypt, scrypt and PBKDF2 (PHC string, passlib, Django), within
 * bounds that keep checking one password to about a second, so that no hash is an attack.
 *
 * @returns a sentence for the operator where it is none of these, or beyond the bounds.
 */
export function parsePasswordHash(text: string): PasswordHash | string {
  const parsed = readArgon2id(text) ?? readScrypt(text) ?? readPbkdf2(text) ?? readBcrypt(text);
  return parsed ?? forms;
}

function readArgon2id(text: string): PasswordHash | string | null {
  const match = argon2id.exec(text);
  if (!match) return null;
  const [memory, passes, parallelism] = match.slice(1, 4).map(Number) as [number, number, number];
  const [salt, tag] = match.slice(4).map(bytesOf) as [Buffer, Buffer];
  if (!isWhole(tag) || salt.length < 8 || passes < 1 || parallelism < 1) return forms;
  if (memory < 8 * parallelism) return forms;
  // In KiB: 256 MiB at once, and 1 GiB gone over in all.
  if (memory > 2 ** 18 || memory * passes > 2 ** 20 || parallelism > 16) return tooCostly;
  return { kind: 'argon2id', salt, tag, memory, passes, parallelism };
}

function readScrypt(text: string): PasswordHash | string | null {
  const match = scrypt.exec(text);
  if (!match) return null;
  const [ln, blockSize, parallelization] = match.slice(1, 4).map(Number) as [
    number,
    number,
    number,
  ];
  const [salt, tag] = match.slice(4).map(bytesOf) as [Buffer, Buffer];
  if (!isWhole(tag) || ln < 1 || blockSize < 1 || parallelization < 1) return forms;
  const cost = 2 ** ln;
  if (ln > 20 || cost * blockSize * parallelization > 2 ** 21) return tooCostly;
  return { kind: 'scrypt', salt, tag, cost, blockSize, parallelization };
}

function readPbkdf2(text: string): PasswordHash | string | null {
  const match = pbkdf2.exec(text) ?? django.exec(text);
  if (!match) return null;
  const [, name, count, salt, tag] = match as unknown as [string, string, string, string, string];
  const iterations = Number(count);
  const read = {
    tag: bytesOf(tag),
    salt: text.startsWith('$') ? bytesOf(salt) : Buffer.from(salt),
  };
  if (!isWhole(read.tag) || iterations < 1) return forms;
  if (iterations > 2_000_000 || read.tag.length > 64) return tooCostly;
  return { kind: 'pbkdf2', ...read, digest: name.replace('-', '') || 'sha1', iterations };
}

function readBcrypt(text: string): PasswordHash | string | null {
  const match = bcrypt.exec(text);
  if (!match) return null;
  const cost = Number(match[1]);
  if (cost < 4) return forms;
  return cost > 13 ? tooCostly : { kind: 'bcrypt', text };
}

/** Shorter than this, a tag could be met by chance. */
const isWhole = (tag: Buffer): boolean => tag.length >= 16;

/** passlib writes a dot where base64 has a plus. */
const bytesOf = (text: string): Buffer => Buffer.from(text.replaceAll('.', '+'), 'base64');
