/** Someone signed in at the issuer, in one browser. */
export interface Session {
  /** `sid` of ID tokens; not the cookie. */
  id: string;
  userId: string;
  /** Authentication methods, RFC 8176. */
  amr: string[];
  authTime: Date;
}
