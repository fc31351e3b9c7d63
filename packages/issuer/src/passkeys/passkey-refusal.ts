/** Why a passkey does not count. */
export interface PasskeyRefusal {
  /** What the person is told. */
  told: 'unknown' | 'not_verified' | 'expired' | 'refused';
  /** For the log. */
  reason: string;
  /** Whose it is. */
  userId?: string | undefined;
  /** Of one that is not known here: the browser need not offer it again. */
  credentialId?: string;
}
