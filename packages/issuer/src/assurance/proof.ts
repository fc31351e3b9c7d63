import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';

/** The ways in which a person proves who they are. */
export const methods = [
  'password',
  'passkey',
  'email_code',
  'magic_link',
  'provider',
  'totp',
  'recovery_code',
  'remembered_device',
] as const;

export type Method = (typeof methods)[number];

/** One thing that a person proved to be theirs, as it is stored. */
export const proofSchema = z.strictObject({
  method: z.enum(methods),
  at: z.iso.datetime().transform((text) => new Date(text)),
  /** Of a passkey: whether the device checked who used it, by PIN or biometrics. */
  userVerified: z.boolean().exactOptional(),
  /** Of a provider: its id, and when the person signed in there, where it says so and it was before `at`. */
  provider: z.string().exactOptional(),
  authTime: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .exactOptional(),
  /** What its word counts for, where that is more than one factor, and the `amr` that it told then. */
  amr: z.array(z.string()).exactOptional(),
  acr: z.enum(acrValues).exactOptional(),
});

export type Proof = z.output<typeof proofSchema>;

/** A proof as a method gives it at best. */
export const bestProof = (method: Method, at: Date): Proof => ({ method, at, userVerified: true });

/** What one person has proved within a sign-in, by what was theirs at one moment. */
export interface Proven {
  userId: string;
  /** `users.credential_version`, read before the first of the proofs was checked. */
  credentialVersion: number;
  proofs: Proof[];
}
