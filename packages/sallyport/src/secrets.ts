import { randomBytes } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { deriveKey } from '@sallyport/issuer/keys/server-secrets.ts';
import type { Environment } from './config/environment.ts';
import { explainFileError } from './postgres/explain.ts';
import { makeDirectory } from './postgres/make-directory.ts';
import { StartupError } from './startup-error.ts';
import { writeNew } from './write-new.ts';

/** The secrets that all issuer nodes share. */
export interface IssuerSecrets {
  secret: Buffer;
  gatewaySecret: string;
  /** Of gateways that do not have the present one yet. */
  formerGatewaySecrets: string[];
}

/** The secrets that gateways share with each other and with the issuer. */
export interface GatewaySecrets {
  /** What a gateway says to an issuer. */
  gatewaySecret: string;
  /** The first seals cookies, and all of them open. */
  cookieKeys: Buffer[];
}

/** 32 random bytes as base64url. */
const minLength = 43;
const howToMake = 'Make one with: openssl rand -base64 48';

export interface SecretPlace {
  env: Environment;
  dataDir: string;
  ifMissing: MissingSecret;
}

/**
 * What to do when there is neither a variable nor a file: make one, on a single machine; ask for one,
 * where several nodes may share the database; or ask for that of the nodes that run already.
 */
export type MissingSecret = 'make one' | 'ask for one' | 'ask for theirs';

/** @throws StartupError */
export async function issuerSecrets(place: SecretPlace): Promise<IssuerSecrets & GatewaySecrets> {
  const secret = readVariable(place.env, 'SALLYPORT_SECRET') ?? (await fileSecret(place));
  const [, ...formerGatewaySecrets] = gatewayVariables(place.env);
  return { secret, ...derived(secret), ...given(place.env), formerGatewaySecrets };
}

/** @throws StartupError */
export function gatewaySecrets(env: Environment): GatewaySecrets {
  const secret = readVariable(env, 'SALLYPORT_SECRET');
  const both = { ...(secret && derived(secret)), ...given(env) };
  const { gatewaySecret, cookieKeys } = both;
  if (gatewaySecret && cookieKeys) return { gatewaySecret, cookieKeys };
  throw new StartupError(
    'A gateway without an issuer in its process needs the SALLYPORT_SECRET of the issuer, or both ' +
      'SALLYPORT_GATEWAY_SECRET (which the issuer then needs too) and SALLYPORT_COOKIE_KEY.',
  );
}

const derived = (secret: Buffer): GatewaySecrets => ({
  gatewaySecret: deriveKey(secret, 'gateway client').toString('base64url'),
  cookieKeys: [cookieKey(secret)],
});

/**
 * What a gateway authenticates by for the console, which has no secret in the configuration. It follows
 * from the gateway's own, so that both ends know it, and it gives a gateway nothing that it has not.
 */
export const consoleSecret = (gatewaySecret: string): string =>
  deriveKey(Buffer.from(gatewaySecret), 'console client').toString('base64url');

/** Secrets of their own, with which gateways need not know SALLYPORT_SECRET. */
function given(env: Environment): Partial<GatewaySecrets> {
  const [gatewaySecret] = gatewayVariables(env);
  const cookies = readVariables(env, 'SALLYPORT_COOKIE_KEY');
  return {
    ...(gatewaySecret && { gatewaySecret }),
    ...(cookies && { cookieKeys: cookies.map(cookieKey) }),
  };
}

const gatewayVariables = (env: Environment): string[] =>
  (readVariables(env, 'SALLYPORT_GATEWAY_SECRET') ?? []).map((value) => value.toString());

const cookieKey = (secret: Buffer): Buffer => deriveKey(secret, 'gateway cookies');

/** One, or several with commas between them: the new one first, then those that it replaces. */
function readVariables(env: Environment, name: string): Buffer[] | null {
  const values = env[name]?.split(',').map((value) => value.trim());
  return values?.[0] ? values.map((value) => checkLength(name, value)) : null;
}

function readVariable(env: Environment, name: string): Buffer | null {
  const value = env[name];
  return value ? checkLength(name, value) : null;
}

function checkLength(name: string, value: string): Buffer {
  if (value.length >= minLength) return Buffer.from(value);
  throw new StartupError(
    `${name} has ${value.length} characters and needs ${minLength} or more. ${howToMake}`,
  );
}

async function fileSecret({ dataDir, ifMissing }: SecretPlace): Promise<Buffer> {
  const path = join(dataDir, 'secret');
  try {
    const found = await readOrNull(path);
    if (found) return found;
    if (ifMissing === 'ask for theirs') {
      throw new StartupError(
        `There is no secret in ${path}. Name the data directory of the Sallyport that uses this ` +
          'database with --data-dir, or set SALLYPORT_SECRET to the value that it uses.',
      );
    }
    if (ifMissing === 'ask for one') {
      throw new StartupError(
        'With DATABASE_URL in production, set SALLYPORT_SECRET, the same on every node. ' +
          howToMake,
      );
    }
    return await makeFile(path);
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

async function readOrNull(path: string): Promise<Buffer | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    if (text.length >= minLength) return Buffer.from(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  throw new StartupError(
    `The secret in ${path} is too short to be one that Sallyport made. ` +
      'Restore it: the database can only be read with it.',
  );
}

/** Several processes that start at once all use the secret of the first. */
async function makeFile(path: string): Promise<Buffer> {
  const directory = dirname(path);
  // PostgreSQL may run as another account, which has to pass through: it may enter but not list it.
  makeDirectory(directory, 0o711);
  await writeNew(path, `${randomBytes(32).toString('base64url')}\n`).catch(ignoreExisting);
  await sync(directory);
  const made = await readOrNull(path);
  if (!made) throw new Error(`${path} disappeared`);
  return made;
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

async function sync(directory: string): Promise<void> {
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
