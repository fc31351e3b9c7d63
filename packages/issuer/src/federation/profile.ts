import { z } from 'zod';
import { emailAddress } from '../directory/users/email-address.ts';
import { cutText } from '../runtime/cut-text.ts';

/** What an upstream provider says about who signed in. It proves who they are, and no more. */
export interface Profile {
  /** Unique at the provider and never reassigned (OpenID Connect Core, section 2). */
  subject: string;
  /** Null when the provider tells none, or none that could be one. */
  email: string | null;
  emailVerified: boolean;
  name: string | null;
  /** How they proved it to the provider (RFC 8176); empty when it does not say. */
  amr: string[];
}

const nameClaim = z.string().nullish().catch(null);

/** Claims of an ID token or of userinfo. Apple writes booleans as strings. */
const claimsSchema = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  email: emailAddress.nullish().catch(null),
  email_verified: z.union([z.boolean(), z.stringbool()]).nullish().catch(false),
  name: nameClaim,
  given_name: nameClaim,
  family_name: nameClaim,
  amr: z
    .array(z.string().regex(/^[\x21-\x7e]{1,64}$/))
    .max(16)
    .catch([]),
});

/** @throws Error when there is no usable `sub`. */
export function readProfile(claims: Record<string, unknown>): Profile {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Error('The provider named no usable subject.');
  const { sub, email, email_verified, name, given_name, family_name, amr } = parsed.data;
  return {
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified ?? false,
    name: shownName(name) ?? shownName([given_name, family_name].filter(Boolean).join(' ')),
    amr,
  };
}

/** One line that the database takes, of at most 200 code units; null where nothing is left. */
const shownName = (text: string | null | undefined): string | null => {
  const line = (text ?? '').toWellFormed().replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  return cutText(line.normalize().trim(), 200).trim() || null;
};

/**
 * An ID token's profile with what userinfo has beyond it. An address comes with the word of its own
 * source on whether it is verified: that of the other one may be about another address.
 */
export function completeProfile(profile: Profile, more: Profile): Profile {
  const { email, emailVerified } = profile.email === null ? more : profile;
  return { ...profile, email, emailVerified, name: profile.name ?? more.name };
}

/** Whether userinfo may know more. */
export const isComplete = ({ email, name }: Profile): boolean => email !== null && name !== null;
