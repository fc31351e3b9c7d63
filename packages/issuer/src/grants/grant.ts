import { z } from 'zod';

/** What a user granted to a client, as far as it still holds. */
export const grantSchema = z.object({
  grantId: z.string(),
  scope: z.array(z.string()),
  apis: z.array(z.string()),
});

export type Grant = z.output<typeof grantSchema>;

/** A sign-in, as an ID token tells of it. */
export const authenticationSchema = z.object({
  userId: z.string(),
  /** Null when the grant outlives the session that it was made in. */
  sessionId: z.string().nullable(),
  authTime: z.date(),
  /** Authentication methods, RFC 8176. */
  amr: z.array(z.string()),
  nonce: z.string().nullable(),
});

export type Authentication = z.output<typeof authenticationSchema>;
