import { z } from 'zod';

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

/** Claims of an ID token or of userinfo. Apple writes booleans as strings. */
const claimsSchema = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  email: z
    .string()
    .trim()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/)
    .nullish()
    .catch(null),
  email_verified: z.union([z.boolean(), z.stringbool()]).nullish().catch(false),
  name: z.string().nullish().catch(null),
  amr: z
    .array(z.string().regex(/^[\x21-\x7e]{1,64}$/))
    .max(16)
    .catch([]),
});

/** @throws Error when there is no usable `sub`. */
export function readProfile(claims: Record<string, unknown>): Profile {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Error('The provider named no usable subject.');
  const { sub, email, email_verified, name, amr } = parsed.data;
  return {
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified ?? false,
    name:
      name
        ?.replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 200) || null,
    amr,
  };
}

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
