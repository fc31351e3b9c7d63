import { createDecipheriv } from 'node:crypto';
import { createEnvelope, type Envelope, nonceLength } from '@sallyport/base/envelope.ts';
import type { Random } from '../runtime/random.ts';
import { deriveKey } from './server-secrets.ts';

/**
 * Encrypts a column that must not be readable in a stolen database. `label` says which row this is
 * and is authenticated, so that a value cannot be moved to another row.
 */
export function encryptAtRest(key: Buffer, label: string, plain: Buffer, random: Random): Buffer {
  return envelopeOf(key).seal(plain, label, random.bytes(nonceLength));
}

/** @throws when key, label or value do not belong together. */
export function decryptAtRest(key: Buffer, label: string, sealed: Buffer): Buffer {
  const opened = envelopeOf(key).open(sealed, label);
  if (!opened) throw new Error(`What is stored of "${label}" does not open with this key.`);
  return opened.plain;
}

/** What an earlier version encrypted, in today's form. Null where there is nothing to renew. */
export function renewAtRest(
  key: Buffer,
  label: string,
  sealed: Buffer,
  random: Random,
): Buffer | null {
  const opened = envelopeOf(key).open(sealed, label);
  return opened?.outdated ? encryptAtRest(key, label, opened.plain, random) : null;
}

const envelopes = new WeakMap<Buffer, Envelope>();

/** Under a key of its own: the former form used `key` itself. */
function envelopeOf(key: Buffer): Envelope {
  let envelope = envelopes.get(key);
  if (!envelope) {
    envelope = createEnvelope(deriveKey(key, 'envelope at rest'), (sealed, label) =>
      openFormer(key, sealed, label),
    );
    envelopes.set(key, envelope);
  }
  return envelope;
}

const formerNonceLength = 12;
const tagLength = 16;

/** AES-256-GCM with a nonce of 96 bits in front, the form until the common envelope. */
function openFormer(key: Buffer, sealed: Buffer, label: string): Buffer | null {
  if (sealed.length < formerNonceLength + tagLength) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, formerNonceLength))
    .setAAD(Buffer.from(label))
    .setAuthTag(sealed.subarray(-tagLength));
  const plain = decipher.update(sealed.subarray(formerNonceLength, -tagLength));
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return null;
  }
}
