/** The parameters of an authorization request that passed every check. */
export interface AuthorizationParameters {
  clientId: string;
  redirectUri: string;
  scope: string[];
  apis: string[];
  state?: string;
  nonce?: string;
  codeChallenge?: string;
  prompt: string[];
  /** Seconds (OpenID Connect Core, section 3.1.2.1). */
  maxAge?: number;
  loginHint?: string;
  /** The user who must be the one to sign in, from `id_token_hint`. */
  hintedUser?: string;
}

/** An authorization request on its way through the sign-in steps, in one browser. */
export interface Interaction {
  /** Opaque; part of URLs, useless in another browser. */
  id: string;
  parameters: AuthorizationParameters;
  clientName: string;
  createdAt: Date;
  expiresAt: Date;
}
