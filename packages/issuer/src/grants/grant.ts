/** What a user granted to a client, as far as it still holds. */
export interface Grant {
  grantId: string;
  scope: string[];
  apis: string[];
}

/** A sign-in, as an ID token tells of it. */
export interface Authentication {
  userId: string;
  /** Null when the grant outlives the session that it was made in. */
  sessionId: string | null;
  authTime: Date;
  /** Authentication methods, RFC 8176. */
  amr: string[];
  nonce: string | null;
}
