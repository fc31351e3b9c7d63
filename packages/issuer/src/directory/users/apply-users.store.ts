import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { z } from 'zod';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Difference } from '../../database/reconcile.ts';
import { rowParser } from '../../database/row.ts';
import type { Account } from './plan-user.ts';

export interface KnownUser extends Account {
  /** As it was asked for, in whatever case. */
  asked: string;
}

const held = z.array(z.object({ name: z.string(), ends: z.boolean() }));

const parseKnown = rowParser(
  'users',
  'id',
  z.object({
    ...{ id: z.string(), asked: z.string(), email: z.string(), name: z.string() },
    passwordHash: z.string().nullable(),
    roles: held,
    groups: held,
    unproven: z.boolean(),
  }),
);

/**
 * By verified addresses only: an account that merely claims one is left to its owner, and
 * never becomes the one that the file gives roles to. Nor does one that a sign-in at a provider has
 * made which is not trusted with the domain: until an administrator sets the address, it is as good
 * as the provider's word. That one is `unproven`.
 */
export async function readUsersByEmail(
  sql: Queryable,
  emails: readonly string[],
  lock?: 'until the end',
): Promise<KnownUser[]> {
  const rows = await sql`
    select id, asked, users.email, name, password_hash as "passwordHash",
      (select coalesce(json_agg(json_build_object('name', role, 'ends', valid_until is not null)),
        '[]') from user_roles where user_id = users.id) as roles,
      (select coalesce(json_agg(json_build_object('name', group_name,
        'ends', valid_until is not null)), '[]')
        from group_members where user_id = users.id) as groups,
      not users.declared
        and exists (
          select from identities
          where user_id = users.id and linked_at = users.created_at
            and lower(identities.email collate "C") = lower(asked collate "C")
            and not exists (
              select from providers where providers.issuer = identities.issuer
                and split_part(held.email, '@', 2) = any(trusted_for_domains)))
        and not exists (select from user_roles where user_id = users.id and declared)
        and not exists (select from group_members where user_id = users.id and declared)
        as unproven
    from unnest(${[...emails]}::text[]) as asked
    join user_addresses held on lower(held.email collate "C") = lower(asked collate "C")
    join users on users.id = held.user_id
    ${lock ? sql`for no key update of users` : sql``}`;
  return rows.map(parseKnown);
}

export interface WantedUser {
  id: string;
  email: string;
  name: string;
  /** Null leaves the password as it is. */
  password_hash: string | null;
}

/**
 * Brings the declared accounts to what is wanted. A user who had an account before the file named
 * them keeps it when the file names them no longer: only accounts that the file made go with it.
 */
export async function reconcileUsers(
  tx: Transaction,
  users: readonly WantedUser[],
  now: Date,
): Promise<Difference[]> {
  const found = await tx<UserDifference[]>`
    with wanted as (
      select * from jsonb_to_recordset(${tx.json(users as never)})
        as row (id uuid, email text, name text, password_hash text)
    ), gone as (
      delete from users where declared and id not in (select id from wanted) returning id, email
    ), put as (
      insert into users (id, email, email_verified, name, password_hash, declared, created_at)
      select id, email, true, name, password_hash, true, ${now} from wanted
      on conflict (id) do update set email = excluded.email, email_verified = true,
        name = excluded.name,
        password_hash = coalesce(excluded.password_hash, users.password_hash)
        where (users.email, users.email_verified, users.name, users.password_hash)
          is distinct from (excluded.email, true, excluded.name,
            coalesce(excluded.password_hash, users.password_hash))
      returning id, email
    )
    select 'removed' as what, id, email from gone
    union all
    select case when exists (select from users before where before.id = put.id)
      then 'changed' else 'added' end, id, email from put
    order by email`;
  return found.map(({ what, id, email }) => {
    const subject = `user:${id}` as const;
    return { what, name: `user:${email}`, subject, tags: [...touched(subject)[what]] };
  });
}

interface UserDifference {
  what: Difference['what'];
  id: string;
  email: string;
}

/** Another name or address takes nothing away. */
const touched = (user: `user:${string}`): Record<Difference['what'], CacheTag[]> => ({
  added: [],
  changed: [`more:${user}`],
  removed: [user],
});
