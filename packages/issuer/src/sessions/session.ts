import type { Acr } from '@sallyport/protocol/acr.ts';
import type { Proof } from '../assurance/proof.ts';

/** A person who is signed in at the issuer, in one browser. */
export interface Session {
  /** `sid` of ID tokens; not the cookie. */
  id: string;
  userId: string;
  /** Authentication methods, RFC 8176. */
  amr: string[];
  authTime: Date;
  acr: Acr;
  /** What it stands on. */
  proofs: Proof[];
  /** Whether the person has to choose a new password before they go on. */
  mustChangePassword: boolean;
  /** Where an administrator acts as the person. */
  impersonation?: Impersonating;
}

export interface Impersonating {
  id: string;
  /** The administrator. */
  actorId: string;
  /** Shown to the administrator: as whom they act. */
  as: { name: string; email: string };
}

/** What the database knows of the session that a browser has the cookie of. */
export type HeldSession =
  | { state: 'open'; id: string; userId: string }
  | { state: 'ended'; id: string; userId: string };

/** Where and for what a person signed in, for themselves to recognise. */
export interface Origin {
  userAgent: string | null;
  address: string;
  network: string;
  clientId: string;
}

/** Where the browser keeps its session. */
export interface SessionCookie {
  read(): string | undefined;
  write(token: string): void;
}
