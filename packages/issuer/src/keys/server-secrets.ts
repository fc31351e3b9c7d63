import { hkdfSync } from 'node:crypto';

/** Keys derived from the server's one secret (HKDF-SHA-256, RFC 5869), one for each use. */
export interface ServerSecrets {
  /** HMAC key for client secrets at rest. */
  pepper: Buffer;
  /** HMAC key that makes a refresh token's successor out of it. */
  refreshSuccessor: Buffer;
  /** HMAC key that makes authorization codes out of the interactions that they answer. */
  authorizationCodes: Buffer;
  /** AES key for what the database must hold and not tell: private keys, upstream secrets. */
  atRest: Buffer;
  /** HMAC key that ties a form to the browser that it was shown in. */
  csrf: Buffer;
  /** HMAC key of device cookies, and of what failed sign-ins are counted by. */
  signIn: Buffer;
  /** HMAC key of the codes that people type out of a mail. */
  oneTimeCodes: Buffer;
  /** HMAC key of the challenges that passkeys sign. */
  passkeys: Buffer;
  /** HMAC key of what mails are counted by. */
  mail: Buffer;
  /** AES key for what nodes tell one another of receipts. */
  receipts: Buffer;
  /** HMAC key of the chain of the audit log. */
  audit: Buffer;
}

export function deriveServerSecrets(secret: Buffer): ServerSecrets {
  if (secret.length < 32) {
    throw new Error('The server secret must have at least 32 bytes of entropy.');
  }
  return {
    pepper: deriveKey(secret, 'client-secret-pepper'),
    refreshSuccessor: deriveKey(secret, 'refresh-token-successor'),
    authorizationCodes: deriveKey(secret, 'authorization-codes'),
    atRest: deriveKey(secret, 'encryption-at-rest'),
    csrf: deriveKey(secret, 'csrf'),
    signIn: deriveKey(secret, 'sign-in'),
    oneTimeCodes: deriveKey(secret, 'one-time-codes'),
    passkeys: deriveKey(secret, 'passkeys'),
    mail: deriveKey(secret, 'mail'),
    receipts: deriveKey(secret, 'receipts'),
    audit: deriveKey(secret, 'audit'),
  };
}

/** Also for parts that start beside the issuer and share its secret. */
export function deriveKey(secret: Buffer, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `sallyport ${use}`, 32));
}
