import { z } from 'zod';
import { type Converted, type Leave, localeOf, profileOf, reasonOf } from './converted.ts';

const text = z.string().nullish();

const auth0User = z.object({
  user_id: z.string(),
  email: text,
  email_verified: z.boolean().nullish(),
  name: text,
  given_name: text,
  family_name: text,
  nickname: text,
  username: text,
  picture: text,
  phone_number: text,
  locale: text,
  blocked: z.boolean().nullish(),
  created_at: text,
  multifactor: z.array(z.unknown()).nullish(),
  user_metadata: z.record(z.string(), z.unknown()).nullish(),
  app_metadata: z.record(z.string(), z.unknown()).nullish(),
  identities: z
    .array(
      z.object({
        provider: z.string(),
        user_id: z.union([z.string(), z.number()]),
        connection: z.string(),
      }),
    )
    .nullish(),
});

type Auth0User = z.output<typeof auth0User>;

/** Where `user_id` is not what the provider says in `sub`. */
const withoutSubject =
  /^(ad|adfs|auth0-adldap|email|office365|pingfederate|samlp|sharepoint|sms|waad)$/;

export const auth0IdOf = (record: unknown): string => {
  const id = (record as { user_id?: unknown } | null)?.user_id;
  return typeof id === 'string' ? id : 'without a user_id';
};

/** A line of Auth0's export in our format. `hashes` has a bcrypt hash by the id in its database. */
export function convertAuth0User(
  record: unknown,
  hashes: ReadonlyMap<string, string>,
  now: Date,
  leave: Leave,
): Converted {
  const read = auth0User.safeParse(record);
  if (!read.success) return { reason: reasonOf(read.error, record) };
  const user = read.data;
  if (!user.email) return { reason: 'no e-mail address' };
  const hash = passwordOf(user, hashes, leave);
  if (user.multifactor?.length) leave('second factors');
  for (const key of ['user_metadata', 'app_metadata'] as const) {
    if (Object.keys(user[key] ?? {}).length > 0) leave(key);
  }
  const { given_name, family_name, nickname, picture, phone_number } = user;
  const claims = { given_name, family_name, nickname, picture, phone_number };
  const draft = {
    email: user.email,
    email_verified: user.email_verified ?? false,
    name: user.name || user.email,
    ...(hash === null ? {} : { password_hash: hash }),
    disabled: user.blocked ?? false,
    ...(user.created_at ? { created_at: user.created_at } : {}),
    ...localeOf(user.locale, leave),
    profile: profileOf({ ...claims, preferred_username: user.username }, now, leave),
    identities: identitiesOf(user, leave),
  };
  return { draft };
}

const database = 'auth0|';

/** Of the account itself: a linked one has an address of its own, which its password belongs to. */
function passwordOf(
  { user_id, identities }: Auth0User,
  hashes: ReadonlyMap<string, string>,
  leave: Leave,
): string | null {
  const own = user_id.startsWith(database) ? user_id.slice(database.length) : null;
  const linked = (identities ?? []).filter(
    ({ provider, user_id: id }) => provider === 'auth0' && id !== own,
  );
  for (const _ of linked) leave('password of a linked account');
  if (own === null) return null;
  const hash = hashes.get(own);
  if (hash === undefined) leave('password: no hash was given');
  return hash ?? null;
}

function identitiesOf({ identities }: Auth0User, leave: Leave) {
  return (identities ?? []).flatMap(({ provider, user_id, connection }) => {
    if (provider === 'auth0') return [];
    if (withoutSubject.test(provider)) {
      leave(`identity of ${provider}`);
      return [];
    }
    if (typeof user_id === 'number' && !Number.isSafeInteger(user_id)) {
      leave('identity whose user_id is a number that lost digits');
      return [];
    }
    // An enterprise connection of OpenID Connect has its name before what is `sub` there.
    const subject = String(user_id);
    const own = `${connection}|`;
    const isOfConnection = provider === 'oidc' && subject.startsWith(own);
    return [
      { provider: connection, subject: isOfConnection ? subject.slice(own.length) : subject },
    ];
  });
}
