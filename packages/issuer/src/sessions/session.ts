/** Someone signed in at the issuer, in one browser. */
export interface Session {
  /** `sid` of ID tokens; not the cookie. */
  id: string;
  userId: string;
  /** Authentication methods, RFC 8176. */
  amr: string[];
  authTime: Date;
}

/** How somebody proved who they are. */
export interface SignIn {
  userId: string;
  /** Authentication methods (RFC 8176): `pwd`, or what an upstream provider tells, maybe nothing. */
  amr: string[];
  /** The upstream provider, where there was one. */
  provider?: string;
}
