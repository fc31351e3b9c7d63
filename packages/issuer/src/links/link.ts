import type { AuthorizationDetail } from '@sallyport/protocol/authorization-details.ts';
import type { ErrorCode } from '@sallyport/protocol/errors.ts';

export interface Link {
  id: string;
  clientId: string;
  url: string;
  origin: string;
  api: string;
  permissions: string[];
  details: AuthorizationDetail[];
  uses: number;
  used: number;
  /** Seconds. */
  tokenLifetime: number;
  subject: string | null;
  metadata: Record<string, string | number | boolean | null>;
  createdAt: Date;
  redeemableUntil: Date;
  revokedAt: Date | null;
}

export type LinkState = 'active' | 'used' | 'expired' | 'revoked';

export function linkState(link: Link, now: Date): LinkState {
  if (link.revokedAt) return 'revoked';
  if (link.used >= link.uses) return 'used';
  return link.redeemableUntil <= now ? 'expired' : 'active';
}

/** Why a link that was found gave nothing. */
export const refusalOf: Readonly<Record<LinkState, [ErrorCode, string]>> = {
  revoked: ['revoked_action_token', 'This link was revoked. Ask for a new one.'],
  used: ['used_action_token', 'This link was used before. Ask for a new one.'],
  expired: ['expired_action_token', 'This link has expired. Ask for a new one.'],
  // Found alive, and yet not redeemed: it was redeemed from somewhere else than it points to.
  active: ['invalid_action_token', 'This link cannot be redeemed from this origin.'],
};

/** What its maker is told of a link. The token itself is shown once, in the URL. */
export const describeLink = (link: Link, now: Date) => ({
  id: link.id,
  state: linkState(link, now),
  api: link.api,
  permissions: link.permissions,
  authorization_details: link.details,
  uses: link.uses,
  used: link.used,
  token_lifetime: link.tokenLifetime,
  subject: link.subject,
  metadata: link.metadata,
  created_at: link.createdAt.toISOString(),
  expires_at: link.redeemableUntil.toISOString(),
});
