import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { errnoOf } from '../postgres/system.ts';
import { StartupError } from '../startup-error.ts';
import { readPrivate, writePrivate } from './private-file.ts';
import { systemVault, type Vault } from './vault.ts';

const tokensSchema = z.object({
  accessToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
  refreshToken: z.string(),
});

const signInSchema = z.object({
  issuer: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  name: z.string().nullable(),
});

/** Null where the system's own vault has them. */
const fileSchema = signInSchema.extend({ tokens: tokensSchema.nullable() });

export type Tokens = z.output<typeof tokensSchema>;

/** Who is signed in at an issuer. */
export type SignIn = z.output<typeof signInSchema>;

export interface KeptSignIn extends SignIn {
  tokens: Tokens | null;
  /** Where its tokens are, for a person. */
  place: string;
}

/** A file for each issuer, so that commands at two of them never write the same one. */
const folder = (): string =>
  join(
    process.env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state'),
    'sallyport',
    'sign-ins',
  );

function fileOf(issuer: string): string {
  const name = new URL(issuer).host.replace(/[^a-z0-9.-]/gi, '_');
  const hash = createHash('sha256').update(issuer).digest('hex').slice(0, 12);
  return join(folder(), `${name}.${hash}.json`);
}

const currentFile = (): string => join(folder(), 'current');

/** @throws StartupError for files that are not as they were written */
export async function readSignIn(
  issuer: string,
  vault: Vault | null = systemVault(),
): Promise<KeptSignIn | null> {
  const path = fileOf(issuer);
  const text = await readPrivate(path);
  if (text === null) return null;
  const file = parse(fileSchema, text, path);
  if (file.tokens !== null) return { ...file, place: path };
  const secret = await vault?.read(issuer);
  const tokens = secret == null ? null : parse(tokensSchema, secret, `the ${vault?.name}`);
  return { ...file, tokens, place: vault?.name ?? 'a vault that is not there now' };
}

/** @returns where the tokens are: the system's vault if it takes them, else a file for this account alone */
export async function keepSignIn(
  { issuer, subject, email, name, tokens }: SignIn & { tokens: Tokens },
  vault: Vault | null = systemVault(),
): Promise<string> {
  const path = fileOf(issuer);
  const inVault = vault !== null && (await vault.write(issuer, JSON.stringify(tokens)));
  const file = { issuer, subject, email, name, tokens: inVault ? null : tokens };
  await writePrivate(path, `${JSON.stringify(file, null, 2)}\n`);
  return inVault ? vault.name : path;
}

export async function forgetSignIn(
  issuer: string,
  vault: Vault | null = systemVault(),
): Promise<void> {
  await vault?.remove(issuer);
  await rm(fileOf(issuer), { force: true });
  if ((await currentIssuer()) === issuer) await rm(currentFile(), { force: true });
}

/** The issuer that commands mean which name none: that of the last sign-in, or the only one. */
export async function currentIssuer(): Promise<string | null> {
  const text = (await readPrivate(currentFile()))?.trim();
  if (text) return text;
  const [first, second] = await listSignIns();
  return first && !second ? first.issuer : null;
}

export const chooseIssuer = (issuer: string): Promise<void> =>
  writePrivate(currentFile(), `${issuer}\n`);

/** By their issuers. */
export async function listSignIns(): Promise<SignIn[]> {
  const names = await readdir(folder()).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return [];
    throw new StartupError(`${folder()} cannot be read: ${errnoOf(error)}.`, { cause: error });
  });
  const paths = names.filter((name) => name.endsWith('.json')).map((name) => join(folder(), name));
  const read = paths.map(async (path) => {
    const text = await readPrivate(path);
    return text === null ? [] : [parse(signInSchema, text, path)];
  });
  const found = (await Promise.all(read)).flat();
  return found.sort((one, other) => (one.issuer < other.issuer ? -1 : 1));
}

function parse<T>(schema: z.ZodType<T>, text: string, where: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    // Without the cause's own message: it may quote a token.
    throw new StartupError(
      `What is kept of your sign-in in ${where} is damaged. Sign in again: sallyport login.`,
      { cause },
    );
  }
}
