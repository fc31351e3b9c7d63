import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { demandedAcr, signInSection } from './policy.ts';

const parsePolicy = rowParser(
  'policies',
  'name',
  z.object({ policy: signInSection, apis: z.array(demandedAcr) }),
);

/** The policy, and what these APIs demand, and those that share their JWTs. */
export async function readSignInPolicy(
  sql: Queryable,
  apis: readonly string[],
): Promise<ReturnType<typeof parsePolicy>> {
  const [row] = await sql`
    select 'sign_in' as name,
      coalesce((select definition from policies where name = 'sign_in'), '{}') as policy,
      array(
        select acr from apis
        where id = any(${[...apis]}) or audience_group = any (array(
          select audience_group from apis where id = any(${[...apis]})))
      ) as apis`;
  return parsePolicy(row!);
}

/** The providers of which it takes one to sign in with this address. */
export async function readRequiredProviders(sql: Queryable, address: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from providers where split_part(${address}, '@', 2) = any(required_for_domains)`;
  return rows.map(({ id }) => id);
}

/**
 * The same for the verified addresses of a user, of which each says who they are, and the address that it is
 * for: the primary one before the others.
 */
export async function readRequirement(
  sql: Queryable,
  userId: string,
): Promise<{ email: string; providers: string[] } | null> {
  const [row] = await sql<{ email: string; providers: string[] }[]>`
    select held.email, array_agg(providers.id) as providers
    from users join user_addresses held on held.user_id = users.id
      join providers on split_part(held.email, '@', 2) = any(required_for_domains)
    where users.id = ${userId}
    group by held.email, users.email
    order by lower(held.email collate "C") <> lower(users.email collate "C"), held.email limit 1`;
  return row ?? null;
}

/** Those for whom `readRequirement` finds an address of this domain. */
export async function readPeopleUnder(sql: Queryable, domain: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select users.id
    from (select distinct user_id from user_addresses
      where split_part(email, '@', 2) = ${domain} offset 0) concerned
    cross join lateral (select id, email from users where id = concerned.user_id limit 1) users
    where ${domain} = (
      select split_part(held.email, '@', 2)
      from user_addresses held
        join providers on split_part(held.email, '@', 2) = any(required_for_domains)
      where held.user_id = users.id
      order by lower(held.email collate "C") <> lower(users.email collate "C"), held.email limit 1)
    order by users.id`;
  return rows.map(({ id }) => id);
}
