import { describeIssue } from '@sallyport/protocol/input-issue.ts';
import { z } from 'zod';
import { fieldsOf, type ProfileField, type ProfileValue, readValue } from '../../profile/field.ts';
import type { ProfilePolicy } from '../../profile/profile-policy.ts';
import { malformed, readLocale } from '../../profile/values.ts';
import { emailAddress, emailKey } from '../../runtime/email-address.ts';
import { label, name } from '../../runtime/text.ts';
import { maxIdentities } from '../users/identity.ts';
import { passwordHash } from '../users/user-declaration.ts';

/** How many users one call imports, at most: a second of work, and no more of it is lost. */
export const maxImported = 1_000;

const last = Date.parse('9999-12-31T23:59:59.999Z');
const moment = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= 0 && Date.parse(text) <= last, 'Give a time from 1970 on.');

const given = (what: string) =>
  z
    .array(
      z.union([
        name,
        z.strictObject({
          name: name.describe('Its name.'),
          valid_until: moment.nullable().default(null).describe('When it ends by itself, or null.'),
        }),
      ]),
    )
    .max(100)
    .default([])
    .describe(`${what}: names, or objects with an end.`);

/** One line of an import, which is also one of an export. */
export const importedUser = z.strictObject({
  id: z
    .uuid()
    .toLowerCase()
    .optional()
    .describe('`sub` of their tokens, where it is to be the one of an export; else a new one.'),
  email: emailAddress.describe('Their e-mail address.'),
  email_verified: z
    .boolean()
    .default(false)
    .describe('Whether the address is known to be theirs. Only then does it sign them in.'),
  other_emails: z
    .array(emailAddress)
    .max(20)
    .default([])
    .describe('More addresses that are known to be theirs.'),
  name: label.describe('Their name, as people and services see it.'),
  password_hash: passwordHash
    .nullable()
    .optional()
    .describe('argon2id, bcrypt, scrypt or PBKDF2; replaced by ours when the person signs in.'),
  must_change_password: z
    .boolean()
    .default(false)
    .describe('Whether they choose another password when they next sign in with this one.'),
  disabled: z.boolean().default(false).describe('`true` keeps the user out.'),
  created_at: moment.optional().describe('Since when they have had an account; else now.'),
  locale: z.string().max(35).nullable().optional().describe('Their language, BCP 47.'),
  profile: z
    .record(z.string().max(63), z.unknown())
    .default({})
    .describe('Claims of OpenID Connect Core, section 5.1, and fields of profile.fields, by name.'),
  roles: given('Roles that are given directly'),
  groups: given('Groups that they are a member of'),
  identities: z
    .array(
      z.strictObject({
        provider: name.describe('The `id` of an entry of `providers`.'),
        subject: z
          .string()
          .regex(/^[\x20-\x7e]{1,255}$/, 'Use 1 to 255 characters of ASCII.')
          .describe('Who the user is there: `sub` of its ID tokens.'),
      }),
    )
    .max(maxIdentities)
    .default([])
    .describe('What they sign in with at upstream providers.'),
});

export interface ImportedUser {
  /** Its place in the batch, from 0 on. */
  index: number;
  id: string | null;
  email: string;
  emailVerified: boolean;
  otherEmails: string[];
  name: string;
  passwordHash: string | null;
  mustChangePassword: boolean;
  disabled: boolean;
  createdAt: Date | null;
  locale: string | null;
  profile: Record<string, ProfileValue>;
  roles: Given[];
  groups: Given[];
  identities: { provider: string; subject: string }[];
}

export interface Given {
  name: string;
  validUntil: Date | null;
}

/** What there is that a user can refer to. */
export interface Known {
  profile: Pick<ProfilePolicy, 'fields'>;
  roles: ReadonlySet<string>;
  groups: ReadonlySet<string>;
  providers: ReadonlySet<string>;
}

/** The names that users refer to, of those that can be read. */
export function namesIn(users: readonly ImportedUser[]): {
  roles: string[];
  groups: string[];
  providers: string[];
} {
  const all = <T>(list: (user: ImportedUser) => readonly T[]): T[] => [
    ...new Set(users.flatMap((user) => list(user))),
  ];
  return {
    roles: all(({ roles }) => roles.map((role) => role.name)),
    groups: all(({ groups }) => groups.map((group) => group.name)),
    providers: all(({ identities }) => identities.map(({ provider }) => provider)),
  };
}

/** What is wrong with a line first, in words for the person who wrote it. */
function lineRefused(error: z.ZodError, record: unknown): string {
  const issue = error.issues[0]!;
  const words = describeIssue(issue, record);
  return issue.path.length === 0 ? `The line ${words}` : words;
}

/** @returns where it is no user, why */
export function readImported(record: unknown, index: number, now: Date): ImportedUser | string {
  const read = importedUser.safeParse(record);
  if (!read.success) return lineRefused(read.error, record);
  const { data } = read;
  const locale = data.locale == null ? null : readLocale(data.locale);
  if (locale === malformed) return 'locale: This is no language of BCP 47.';
  const givenOf = (list: typeof data.roles): Given[] => [
    ...new Map(list.map(readGiven).map((each) => [each.name, each])).values(),
  ];
  return {
    index,
    id: data.id ?? null,
    email: data.email,
    emailVerified: data.email_verified,
    otherEmails: othersOf(data.email, data.other_emails),
    name: data.name,
    passwordHash: data.password_hash ?? null,
    mustChangePassword: data.must_change_password,
    disabled: data.disabled,
    createdAt: data.created_at === undefined ? null : earlier(new Date(data.created_at), now),
    locale,
    // Read once the fields are known that there are.
    profile: data.profile as Record<string, ProfileValue>,
    // What has ended already is not given.
    roles: givenOf(data.roles).filter(({ validUntil }) => !validUntil || validUntil > now),
    groups: givenOf(data.groups).filter(({ validUntil }) => !validUntil || validUntil > now),
    identities: data.identities,
  };
}

const earlier = (one: Date, other: Date): Date => (one < other ? one : other);

function othersOf(email: string, others: readonly string[]): string[] {
  const byKey = new Map(others.map((other) => [emailKey(other), other]));
  byKey.delete(emailKey(email));
  return [...byKey.values()];
}

const readGiven = (
  each: string | { name: string; valid_until: string | null },
): { name: string; validUntil: Date | null } =>
  typeof each === 'string'
    ? { name: each, validUntil: null }
    : {
        name: each.name,
        validUntil: each.valid_until === null ? null : new Date(each.valid_until),
      };

/** The user with the fields of the profile as they are kept; or why there can be no such user here. */
export function checkImported(
  user: ImportedUser,
  { profile, roles, groups, providers }: Known,
  now: Date,
): ImportedUser | string {
  const role = user.roles.find((each) => !roles.has(each.name));
  if (role) return `roles: There is no role ${role.name}.`;
  const group = user.groups.find((each) => !groups.has(each.name));
  if (group) return `groups: There is no group ${group.name}.`;
  const identity = user.identities.find((each) => !providers.has(each.provider));
  if (identity) return `identities: There is no provider ${identity.provider}.`;
  const read = readFields(user.profile, fieldsOf(profile), now);
  return typeof read === 'string' ? read : { ...user, profile: read };
}

function readFields(
  given: Readonly<Record<string, unknown>>,
  fields: readonly ProfileField[],
  now: Date,
): Record<string, ProfileValue> | string {
  const values: Record<string, ProfileValue> = {};
  for (const [key, value] of Object.entries(given)) {
    if (value === null) continue;
    const field = fields.find((one) => one.name === key);
    if (!field) return `profile.${key}: There is no such field. Declare it in profile.fields.`;
    const read = readValue(field, value, now);
    if (read === malformed) return `profile.${key}: The field can have no such value.`;
    values[key] = read;
  }
  return values;
}

/** The first of those that are one person: the same id, address or identity. */
export function firstOfEach(users: readonly ImportedUser[]): ImportedUser[] {
  const seen = new Set<string>();
  return users.filter((user) => {
    const keys = keysOf(user);
    const isNew = !keys.some((key) => seen.has(key));
    if (isNew) for (const key of keys) seen.add(key);
    return isNew;
  });
}

const keysOf = ({ id, email, otherEmails, identities }: ImportedUser): string[] => [
  ...(id === null ? [] : [`id ${id}`]),
  ...[email, ...otherEmails].map((address) => `address ${emailKey(address)}`),
  ...identities.map(({ provider, subject }) => `identity ${provider} ${subject}`),
];
