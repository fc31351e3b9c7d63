import type { ErrorCode } from '@sallyport/protocol/errors.ts';
import { z } from 'zod';
import { keptDetail } from '../authorization-details/detail.ts';

/** A link, as its row says. */
export const linkSchema = z.object({
  id: z.string(),
  clientId: z.string(),
  url: z.string(),
  origin: z.string(),
  api: z.string(),
  permissions: z.array(z.string()),
  details: z.array(keptDetail),
  uses: z.int(),
  used: z.int(),
  /** Seconds. */
  tokenLifetime: z.int(),
  /** Whom it is for, in its maker's own names. */
  subject: z.string().nullable(),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  createdAt: z.date(),
  redeemableUntil: z.date(),
  revokedAt: z.date().nullable(),
});

export type Link = z.infer<typeof linkSchema>;

/** Refusals of a link that are counted: beyond it, a number says no more. */
export const maxRefused = 100;

export const linkStates = ['active', 'used', 'expired', 'revoked'] as const;
export type LinkState = (typeof linkStates)[number];

export function linkState(link: Link, now: Date): LinkState {
  if (link.revokedAt) return 'revoked';
  if (link.used >= link.uses) return 'used';
  return link.redeemableUntil <= now ? 'expired' : 'active';
}

/** Why a link that was found gave nothing. `origin` is that of the page, if it is one. */
export function refusalOf(
  link: Link & { backed: boolean },
  origin: string | null,
  now: Date,
): [ErrorCode, string] {
  switch (linkState(link, now)) {
    case 'revoked':
      return ['revoked_action_token', 'This link was revoked. Ask for a new one.'];
    case 'used':
      return ['used_action_token', 'This link was used before. Ask for a new one.'];
    case 'expired':
      return ['expired_action_token', 'This link has expired. Ask for a new one.'];
    case 'active':
      if (!link.backed) {
        return ['revoked_action_token', 'The access that this link gave has been withdrawn.'];
      }
      if (origin !== null && origin !== link.origin) {
        return ['invalid_action_token', 'This link cannot be redeemed from this origin.'];
      }
      // Nothing is left that could be wrong with the link: it is the key that cannot be used twice.
      return [
        'used_action_token',
        'This retry_key was used before, and its access token has expired. Send a new one.',
      ];
  }
}

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
