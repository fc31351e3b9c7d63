import { z } from 'zod';
import type { ProviderProfile } from '../directory/users/provider-profile.ts';
import { malformed, readLocale, readUrl } from '../profile/values.ts';
import { cutText } from '../runtime/cut-text.ts';
import { emailAddress } from '../runtime/email-address.ts';
import { readableLine } from '../runtime/readable.ts';

/** What an upstream provider says about who signed in. It proves who they are, and no more. */
export interface Profile {
  /** Unique at the provider and never reassigned (OpenID Connect Core, section 2). */
  subject: string;
  /** Null when the provider tells none, or none that could be one. */
  email: string | null;
  /** Only where the provider says that it has proved the address. */
  emailVerified: boolean;
  name: string | null;
  givenName: string | null;
  familyName: string | null;
  username: string | null;
  /** An https URL. */
  picture: string | null;
  /** A language tag (RFC 5646). */
  locale: string | null;
  /** How they proved it to the provider (RFC 8176); empty when it does not say. */
  amr: string[];
  acr: string | null;
  /** When they proved it (NumericDate). */
  authTime: number | null;
  /** What the provider said, in its own words: for claims that the configuration maps. */
  raw: Record<string, unknown>;
}

const textClaim = z.string().nullish().catch(null);

/** Claims of an ID token or of userinfo. Apple writes booleans as strings. */
const claimsSchema = z.object({
  sub: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  email: emailAddress.nullish().catch(null),
  email_verified: z.union([z.boolean(), z.stringbool()]).nullish().catch(false),
  name: textClaim,
  given_name: textClaim,
  family_name: textClaim,
  preferred_username: textClaim,
  picture: z
    .url({ protocol: /^https$/ })
    .max(2000)
    .nullish()
    .catch(null),
  locale: textClaim,
  amr: z
    .array(z.string().regex(/^[\x21-\x7e]{1,64}$/))
    .max(16)
    .catch([]),
  acr: z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .nullish()
    .catch(null),
  auth_time: z.int().nonnegative().nullish().catch(null),
});

/** @throws Error when there is no usable `sub`. */
export function readProfile(claims: Record<string, unknown>): Omit<Profile, 'raw'> {
  const parsed = claimsSchema.safeParse(claims);
  if (!parsed.success) throw new Error('The provider named no usable subject.');
  const { sub, email, email_verified, name, given_name, family_name, ...rest } = parsed.data;
  const givenName = shownName(given_name);
  const familyName = shownName(family_name);
  return {
    subject: sub,
    email: email ?? null,
    emailVerified: email_verified ?? false,
    name: shownName(name) ?? shownName([givenName, familyName].filter(Boolean).join(' ')),
    givenName,
    familyName,
    username: shownName(rest.preferred_username),
    picture: wellFormed(readUrl(rest.picture ?? '')),
    locale: wellFormed(readLocale(rest.locale ?? '')),
    amr: rest.amr,
    acr: rest.acr ?? null,
    authTime: rest.auth_time ?? null,
  };
}

const wellFormed = (read: string | typeof malformed): string | null =>
  read === malformed ? null : read;

/** One line that shows what it says, of at most 200 code units; null where nothing is left. */
const shownName = (text: string | null | undefined): string | null =>
  cutText(readableLine(text ?? ''), 200).trim() || null;

/**
 * An ID token's profile with what userinfo has beyond it. An address comes with the word of its own
 * source on whether it is verified: that of the other one may be about another address.
 */
export function completeProfile(profile: Profile, more: Profile): Profile {
  const { email, emailVerified } = profile.email === null ? more : profile;
  return {
    ...profile,
    email,
    emailVerified,
    name: profile.name ?? more.name,
    givenName: profile.givenName ?? more.givenName,
    familyName: profile.familyName ?? more.familyName,
    username: profile.username ?? more.username,
    picture: profile.picture ?? more.picture,
    locale: profile.locale ?? more.locale,
    raw: { ...more.raw, ...profile.raw },
  };
}

/** Whether userinfo may know more. */
export const isComplete = ({ email, name }: Profile): boolean => email !== null && name !== null;

/** What is kept of it where the account is. */
export const keptProfile = ({
  name,
  locale,
  givenName,
  familyName,
  picture,
}: Profile): ProviderProfile => ({
  ...{ name, locale },
  claims: {
    ...(givenName && { given_name: givenName }),
    ...(familyName && { family_name: familyName }),
    ...(picture && { picture }),
  },
});
