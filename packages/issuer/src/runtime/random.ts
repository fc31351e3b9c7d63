import { randomBytes, randomUUID } from 'node:crypto';

/** The only source of entropy in the issuer. */
export interface Random {
  bytes(length: number): Buffer;
  uuid(): string;
}

export const systemRandom: Random = { bytes: randomBytes, uuid: randomUUID };
