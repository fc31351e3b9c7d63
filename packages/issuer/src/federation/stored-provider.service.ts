import type { Context } from '../context.ts';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import { providerSecretLabel } from './provider.ts';
import { type DeclaredProvider, providerFields } from './provider-declaration.ts';
import { issuerOf } from './provider-settings.ts';

/** What has no column of its own is part of `settings`. */
export function columnsOf(provider: DeclaredProvider) {
  const { client_secret: _, private_key: __, type, ...rest } = provider;
  const names = new Set(Object.keys(providerFields));
  const entries = Object.entries(rest);
  const settings = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  return {
    ...Object.fromEntries(entries.filter(([name]) => names.has(name))),
    type,
    issuer: issuerOf(type, settings),
    settings,
  };
}

/** What is stored, where it is this secret: encrypting it again would give other bytes. */
export function sealSecret(
  { id, client_secret, private_key }: DeclaredProvider,
  stored: Buffer | undefined,
  { secrets, random }: Pick<Context, 'secrets' | 'random'>,
): Buffer {
  const label = providerSecretLabel(id);
  const plain = Buffer.from(client_secret ?? private_key ?? '');
  return stored && holds(stored, plain, label, secrets.atRest)
    ? stored
    : encryptAtRest(secrets.atRest, label, plain, random);
}

function holds(stored: Buffer, plain: Buffer, label: string, key: Buffer): boolean {
  try {
    return decryptAtRest(key, label, stored).equals(plain);
  } catch {
    // Encrypted under another server secret.
    return false;
  }
}
