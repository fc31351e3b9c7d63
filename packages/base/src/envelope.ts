import { createXaes, nonceLength } from './xaes-256-gcm.ts';

export { nonceLength };

export interface Opened {
  plain: Buffer;
  /** Whether the value was encrypted by an earlier version: the caller should store it encrypted anew. */
  outdated: boolean;
}

/**
 * The one way in which we encrypt: XAES-256-GCM, the nonce before the ciphertext. `label` says what
 * the value is and where it belongs, and is authenticated: a value moved elsewhere does not open.
 */
export interface Envelope {
  /** @param nonce 24 random bytes. */
  seal(plain: Buffer, label: string, nonce: Buffer): Buffer;
  /** Null when key, label and value do not belong together. */
  open(sealed: Buffer, label: string): Opened | null;
}

/** Opens what an earlier version sealed, or answers null. */
export type OpenFormer = (sealed: Buffer, label: string) => Buffer | null;

/** @param key 32 bytes that are used for nothing else. */
export function createEnvelope(key: Buffer, openFormer?: OpenFormer): Envelope {
  const xaes = createXaes(key);
  return {
    seal(plain, label, nonce) {
      return Buffer.concat([nonce, xaes.seal(nonce, plain, Buffer.from(label))]);
    },
    open(sealed, label) {
      const nonce = sealed.subarray(0, nonceLength);
      const plain = xaes.open(nonce, sealed.subarray(nonceLength), Buffer.from(label));
      if (plain) return { plain, outdated: false };
      const former = openFormer?.(sealed, label);
      return former ? { plain: former, outdated: true } : null;
    },
  };
}
