/** What proves at an upstream provider who a user is. */
export interface ProviderIdentity {
  issuer: string;
  /** Unique at the issuer and never reassigned (OpenID Connect Core, section 2). */
  subject: string;
}

/** How many a user may have: each of them opens the account. */
export const maxIdentities = 20;

/** One that is linked to a user. */
export interface Identity extends ProviderIdentity {
  id: string;
  /** The id of the declared provider with this issuer, or null where there is none by now. */
  provider: string | null;
  linkedAt: Date;
}

/** An identity that waits for the owner of an account to sign in with the password. */
export interface PendingLink extends ProviderIdentity {
  userId: string;
  /** The id of the provider. */
  provider: string;
  /** The verified address that both sides have. */
  email: string;
}
