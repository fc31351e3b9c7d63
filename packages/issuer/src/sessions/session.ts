import type { Transaction } from '../database/connection.ts';

/** Someone signed in at the issuer, in one browser. */
export interface Session {
  /** `sid` of ID tokens; not the cookie. */
  id: string;
  userId: string;
  /** Authentication methods, RFC 8176. */
  amr: string[];
  authTime: Date;
}

/** What the database knows of the session that a browser has the cookie of. */
export type HeldSession =
  | { state: 'open'; id: string; userId: string }
  | { state: 'ended'; id: string; userId: string };

/** How a person proved who they are. */
export interface SignIn {
  userId: string;
  /** Authentication methods (RFC 8176): `pwd`, or what an upstream provider tells, maybe nothing. */
  amr: string[];
  /** The upstream provider, where there was one. */
  provider?: string;
  /**
   * Whether what they proved it by counts still, at the moment when the session is written; holds
   * it until then. Taking it away meanwhile waits, and then ends this session too.
   */
  stillCounts(tx: Transaction): Promise<boolean>;
}

/** Where the browser keeps its session. */
export interface SessionCookie {
  read(): string | undefined;
  write(token: string): void;
}
