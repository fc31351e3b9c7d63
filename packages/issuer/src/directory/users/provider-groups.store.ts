import type { Transaction } from '../../database/connection.ts';
import type { Difference } from '../../database/reconcile.ts';
import type { ProviderIdentity } from './identity.ts';
import type { MappedGroup } from './mapped-group.ts';

/** Until the end of the transaction no other sign-in with this identity changes what it gives. */
export async function lockIdentity(
  tx: Transaction,
  { issuer, subject, userId }: ProviderIdentity & { userId: string },
): Promise<string | null> {
  const [row] = await tx<{ id: string }[]>`
    select id from identities
    where issuer = ${issuer} and subject = ${subject} and user_id = ${userId} for no key update`;
  return row?.id ?? null;
}

export async function readGroupsOfIdentity(tx: Transaction, identity: string): Promise<string[]> {
  const rows = await tx<{ name: string }[]>`
    select distinct group_name as name from identity_groups where identity_id = ${identity}`;
  return rows.map(({ name }) => name);
}

interface Given {
  identity: string;
  userId: string;
  provider: string;
  groups: readonly MappedGroup[];
}

/** Leaves these and no others; groups that are not there are passed over. */
export async function replaceGroupsOfIdentity(
  tx: Transaction,
  { identity, userId, provider, groups }: Given,
): Promise<void> {
  const column = (key: keyof MappedGroup) => groups.map((each) => each[key]);
  const wanted = tx`
    unnest(${column('claim')}::text[], ${column('value')}::text[], ${column('group')}::text[])
      as wanted (claim, value, group_name)`;
  await tx`
    delete from identity_groups
    where identity_id = ${identity}
      and (claim, value, group_name) not in (select claim, value, group_name from ${wanted})`;
  await tx`
    insert into identity_groups (identity_id, user_id, provider, claim, value, group_name)
    select ${identity}, ${userId}, ${provider}, claim, value, group_name
    from ${wanted} join groups on groups.name = group_name
    on conflict do nothing`;
}

/** Takes what was given by entries that are not in the map of their provider any more. */
export async function deleteUnmappedGroups(tx: Transaction): Promise<Difference[]> {
  const rows = await tx<{ id: string; email: string; name: string }[]>`
    with gone as (
      delete from identity_groups given
      where not exists (
        select from providers
        join identities on identities.id = given.identity_id and identities.issuer = providers.issuer
        cross join lateral jsonb_to_recordset(coalesce(settings -> 'groups', '[]'))
          as entry (claim text, value text, "group" text)
        where providers.id = given.provider and entry.claim = given.claim
          and entry.value = given.value and entry.group = given.group_name)
      returning user_id, group_name
    )
    select distinct users.id, email, group_name as name from gone join users on users.id = user_id
    order by email, name`;
  return rows.map(({ id, email, name }) => ({
    ...{ what: 'changed', name: `user:${email}`, subject: `user:${id}`, tags: [`user:${id}`] },
    ...{ change: 'taken', thing: `group ${name}` },
  }));
}
