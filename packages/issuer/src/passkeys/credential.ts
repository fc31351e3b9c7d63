import { z } from 'zod';
import { isPlainText } from '../runtime/plain-text.ts';

/** @param bytes at most */
const base64url = (bytes: number) =>
  z
    .string()
    .max(Math.ceil((bytes * 4) / 3))
    .regex(/^[A-Za-z0-9_-]*$/);

/** WebAuthn, level 3, section 4: "Credential IDs are at most 1023 bytes". */
const credentialId = base64url(1023);
const transports = z.array(z.string().max(32).refine(isPlainText)).max(8);

/** What `navigator.credentials.get` gives (AuthenticationResponseJSON, section 5.1.8). */
const assertionSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(2048),
    authenticatorData: base64url(1024),
    signature: base64url(1024),
    userHandle: base64url(64).optional(),
  }),
});

/** What `navigator.credentials.create` gives (RegistrationResponseJSON). */
const attestationSchema = z.object({
  id: credentialId,
  rawId: credentialId,
  type: z.literal('public-key'),
  response: z.object({
    clientDataJSON: base64url(2048),
    // Certificates, which are not looked at, and a key.
    attestationObject: base64url(16_384),
    transports: transports.default([]),
  }),
});

export type Assertion = z.output<typeof assertionSchema>;
export type Attestation = z.output<typeof attestationSchema>;

/** Null for anything else. */
export const readAssertion = (text: string): Assertion | null => read(assertionSchema, text);
export const readAttestation = (text: string): Attestation | null => read(attestationSchema, text);

function read<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** What the browser says that it did (section 5.8.1), as far as we look at it. */
const clientDataSchema = z.object({
  challenge: z.string().max(128),
  crossOrigin: z.boolean().optional(),
  topOrigin: z.string().optional(),
});

/** The challenge that was answered; null where it was answered within a page of another site. */
export function answeredChallenge(clientDataJSON: string): string | null {
  const said = read(clientDataSchema, Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
  return said && !said.crossOrigin && said.topOrigin === undefined ? said.challenge : null;
}
