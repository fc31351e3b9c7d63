import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { bytes, rowParser } from '../database/row.ts';
import { ownerOfAddress } from '../directory/users/address-owner.sql.ts';
import { domainOf } from '../runtime/email-address.ts';
import type { Known } from './accounts.ts';
import type { Profile } from './profile.ts';
import type { Provider } from './provider.ts';
import { providerTypeNames } from './provider-types.ts';

const parseProvider = rowParser(
  'providers',
  'id',
  z.object({
    id: z.string(),
    type: z.enum(providerTypeNames),
    name: z.string(),
    issuer: z.string(),
    clientId: z.string(),
    clientSecret: bytes,
    scopes: z.array(z.string()),
    defaultGroups: z.array(z.string()),
    trustedForDomains: z.array(z.string()),
    settings: z.record(z.string(), z.unknown()),
  }),
);

export async function readProvider(sql: Queryable, id: string): Promise<Provider | null> {
  const [row] = await sql`
    select id, type, name, issuer, client_id as "clientId", client_secret as "clientSecret", scopes,
           default_groups as "defaultGroups", trusted_for_domains as "trustedForDomains", settings
    from providers where id = ${id}`;
  return row ? parseProvider(row) : null;
}

/**
 * Whether it is there, and its people are the same. Where it is being changed or deleted, this waits for the
 * outcome.
 */
export async function isStillThere(
  sql: Queryable,
  { id, issuer }: Pick<Provider, 'id' | 'issuer'>,
): Promise<boolean> {
  const { count } = await sql`
    select from providers where id = ${id} and issuer = ${issuer} for share`;
  return count === 1;
}

interface KnownRow {
  userId: string | null;
  disabled: boolean;
  version: number;
  ownerId: string | null;
  ownerDisabled: boolean;
  ownerVersion: number;
  provenElsewhere: boolean;
  madeElsewhere: boolean;
  required: string[];
}

/** @returns null where the provider is gone, or its people are others by now */
export async function readKnown(
  sql: Queryable,
  { id, issuer }: Pick<Provider, 'id' | 'issuer'>,
  { subject, email }: Profile,
): Promise<Known | null> {
  const domain = email && domainOf(email);
  const [row] = await sql<KnownRow[]>`
    select users.id as "userId", users.disabled_at is not null as disabled,
      users.credential_version as version,
      owner.id as "ownerId", owner.disabled_at is not null as "ownerDisabled",
      owner.credential_version as "ownerVersion",
      exists (
        select from identities as other
        where other.user_id = owner.id and (other.issuer = ${issuer} or not exists (
          select from providers where providers.issuer = other.issuer
            and ${domain} = any(trusted_for_domains)))
      ) as "provenElsewhere",
      exists (
        select from identities as made
        where made.user_id = owner.id and made.linked_at = owner.created_at
          and lower(made.email collate "C") = lower(${email} collate "C")
          and not exists (select from providers
            where providers.issuer = made.issuer and ${domain} = any(trusted_for_domains))
      ) and not exists (
        select from identities as own join providers on providers.issuer = own.issuer
        where own.user_id = owner.id and ${domain} = any(required_for_domains)
      ) as "madeElsewhere",
      array(select id from providers where ${domain} = any(required_for_domains)) as required
    from (select from providers where id = ${id} and issuer = ${issuer}) as provider
    left join identities on identities.issuer = ${issuer} and subject = ${subject}
    left join users on users.id = user_id
    left join users as owner on owner.id = ${email === null ? null : ownerOfAddress(sql, email)}`;
  if (!row) return null;
  const { userId, disabled, version, ownerId, ownerDisabled, ownerVersion, ...rest } = row;
  const { required, ...elsewhere } = rest;
  return {
    required,
    linked: userId === null ? null : { userId, disabled, credentialVersion: version },
    owner:
      ownerId === null
        ? null
        : {
            userId: ownerId,
            disabled: ownerDisabled,
            credentialVersion: ownerVersion,
            ...elsewhere,
          },
  };
}
