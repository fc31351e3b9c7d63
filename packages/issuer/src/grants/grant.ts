import { acrValues } from '@sallyport/protocol/acr.ts';
import { z } from 'zod';
import { grantedDetail } from '../authorization-details/detail.ts';
import { dayOf, type RowDays } from '../tokens/sealed-token.ts';

/** What a user granted to a client, as far as it still holds. */
export const grantSchema = z.object({
  grantId: z.string(),
  scope: z.array(z.string()),
  apis: z.array(z.string()),
  /** What it is confined to; empty where it is not. */
  details: z.array(grantedDetail),
  /** The id of the organization that it is for. */
  organization: z.string().nullable(),
  /** The id of what it was made in, where an administrator acts as the person. */
  impersonation: z.string().nullable(),
  expiresAt: z.date(),
  /** Of the session that it ends with; null when it outlives the session. */
  sessionExpiresAt: z.date().nullable(),
});

export type Grant = z.output<typeof grantSchema>;

/** What the tokens of a grant are for. */
export interface GrantedOrganization {
  id: string;
  key: string;
  name: string;
}

/** Where tokens of a grant are looked up. */
export const rowDaysOf = ({ expiresAt, sessionExpiresAt }: Grant): RowDays => ({
  source: dayOf(expiresAt),
  ...(sessionExpiresAt && { session: dayOf(sessionExpiresAt) }),
});

/** A sign-in, as an ID token tells of it. */
export const authenticationSchema = z.object({
  userId: z.string(),
  /** Null when the grant outlives the session that it was made in. */
  sessionId: z.string().nullable(),
  authTime: z.date(),
  acr: z.enum(acrValues),
  /** Authentication methods, RFC 8176. */
  amr: z.array(z.string()),
  nonce: z.string().nullable(),
  /** What it tells beside, of what the scopes allow. */
  idTokenClaims: z.array(z.string()),
});

export type Authentication = z.output<typeof authenticationSchema>;
