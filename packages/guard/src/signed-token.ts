import type { Claims } from '@sallyport/protocol/claim-path.ts';
import { parseClaims } from '@sallyport/protocol/parse-claims.ts';
import { GuardError } from './errors.ts';
import { isAllowedAlgorithm } from './signature.ts';

/** A JWT in the compact form (RFC 7515, section 7.1) whose signature is not verified yet. */
export interface SignedToken {
  header: TokenHeader;
  payload: Buffer;
  /** What the signature is of: the first two parts as they were sent. */
  signingInput: string;
  signature: Buffer;
}

export type TokenHeader = Claims & { readonly alg: string };

/** Three parts in base64url without padding; the last one is empty where nothing is signed. */
const compactForm = /^([\w-]+)\.([\w-]+)\.([\w-]*)$/;

/** @throws GuardError `token_malformed` or `token_wrong_algorithm` */
export function parseSignedToken(token: string): SignedToken {
  const [, header64, payload64, signature64] = compactForm.exec(token) ?? [];
  if (header64 === undefined || payload64 === undefined || signature64 === undefined) {
    throw new GuardError('token_malformed');
  }
  return {
    header: parseHeader(header64),
    payload: Buffer.from(payload64, 'base64url'),
    signingInput: `${header64}.${payload64}`,
    signature: Buffer.from(signature64, 'base64url'),
  };
}

function parseHeader(header64: string): TokenHeader {
  const header = parseClaims(Buffer.from(header64, 'base64url'));
  const alg = header?.['alg'];
  if (!header || typeof alg !== 'string' || alg === '') throw new GuardError('token_malformed');
  // RFC 7515, section 4.1.11: what it lists has to be understood, and no extension is understood here.
  if (header['crit'] !== undefined) throw new GuardError('token_malformed');
  // "The resource server MUST reject any JWT in which the value of alg is none" (RFC 9068, section 4).
  if (!isAllowedAlgorithm(alg)) throw new GuardError('token_wrong_algorithm');
  return { ...header, alg };
}
