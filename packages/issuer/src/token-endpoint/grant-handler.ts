import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import type { GrantedDetail } from '../authorization-details/detail.ts';
import type { Client } from '../clients/client.ts';
import type { GrantType } from '../clients/grant-types.ts';
import type { Context } from '../context.ts';
import type { CodeRedeemer } from '../grants/code-redeemer.service.ts';
import type { Authentication, GrantedOrganization } from '../grants/grant.ts';
import type { Requested } from '../grants/narrow.ts';
import type { RefreshTokenKeeper } from '../grants/refresh-token-keeper.service.ts';
import type { Parameters } from '../http/parameters.ts';
import type { RowDays } from '../tokens/sealed-token.ts';

/** A token request whose client is authenticated and may use this grant. */
export interface TokenRequest {
  client: Client;
  /** The handler reads those that its grant has. */
  parameters: Parameters;
  requested: Requested;
  /** Whether a code may be redeemed once more by who redeemed it: at the listener for gateways. */
  mayRepeat: boolean;
  now: Date;
}

/** What a grant amounts to: enough for the shared phases to issue tokens. */
export interface Redeemed {
  kind: PrincipalKind;
  /** The living row behind the tokens: grant id, client id or link id. */
  source: string;
  /** Where that row and its session are; absent for a client. */
  rows?: RowDays;
  /** The most that was granted; a request may ask for less. */
  scope: readonly string[];
  apis: readonly string[];
  /** What the tokens are confined to, where they are. */
  details: readonly GrantedDetail[];
  /** What the tokens are for. */
  organization?: GrantedOrganization | null;
  /** Who acts as the person, by which impersonation. */
  impersonation?: { id: string; actorId: string } | null;
  /** To be handed out with the access token. */
  refreshToken?: string;
  /** When the client's refresh token ends if it is not used, whether it is new or the one it has. */
  refreshExpiresAt?: Date;
  /** Present when the client is to learn who signed in. */
  authentication?: Authentication;
}

/** An inside JWT in place of an access token of the outside (RFC 8693, section 2.2.1). */
export interface Exchanged {
  kind: PrincipalKind;
  jwt: string;
  /** Seconds. */
  expiresIn: number;
  scope: readonly string[];
  issuedTokenType: string;
}

/** One way to get tokens: the hook that the token endpoint's phases call. */
export interface GrantHandler {
  type: GrantType;
  /**
   * Spends the credential in the form, unless more is requested than was granted: after a mistake in
   * the request the credential can still be used.
   *
   * @throws OAuthError `invalid_grant` when it is no good.
   */
  redeem(request: TokenRequest, context: GrantContext): Promise<Redeemed | Exchanged>;
}

export type GrantContext = Pick<
  Context,
  | 'sql'
  | 'clock'
  | 'random'
  | 'settings'
  | 'secrets'
  | 'changes'
  | 'log'
  | 'keys'
  | 'facts'
  | 'clients'
> & {
  redeemCode: CodeRedeemer;
  keepRefreshToken: RefreshTokenKeeper;
};
