import type { Session } from './session.ts';

/** What entitles a person to change how they sign in, as it was when that was checked. */
export interface Entitlement {
  userId: string;
  /** Read before what entitles them was checked. */
  credentialVersion: number;
  /** The session that entitles them; null where what they have proved in this sign-in does, without one. */
  session: Pick<Session, 'id' | 'userId'> | null;
}
