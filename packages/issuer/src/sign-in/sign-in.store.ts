import { z } from 'zod';
import type { Queryable } from '../database/connection.ts';
import { rowParser } from '../database/row.ts';
import { ownerOfAddress } from '../directory/users/address-owner.sql.ts';
import type { More } from '../interactions/more.ts';
import { registrationSection } from '../registration-policy/registration-policy.ts';
import { clientSignIn, signInSection } from '../sign-in-policy/policy.ts';

const parseCredential = rowParser(
  'users',
  'userId',
  z.object({
    userId: z.string(),
    /** Null for a person who signs in without one. */
    passwordHash: z.string().nullable(),
    disabled: z.boolean(),
    credentialVersion: z.int(),
  }),
);

export type Credential = ReturnType<typeof parseCredential>;

/** By a verified address: others are not known to be the owner's. */
export async function findCredential(sql: Queryable, email: string): Promise<Credential | null> {
  const [row] = await sql`
    select id as "userId", password_hash as "passwordHash", disabled_at is not null as disabled,
      credential_version as "credentialVersion"
    from users where id = ${ownerOfAddress(sql, email)}`;
  return row ? parseCredential(row) : null;
}

const parseChoices = rowParser(
  'authorization_requests',
  'idHash',
  z.object({
    /** All upstream providers, in the order of the file. */
    providers: z.array(
      z.object({
        ...{ id: z.string(), name: z.string(), type: z.string() },
        ...{ hidden: z.boolean(), domains: z.array(z.string()) },
        requiredFor: z.array(z.string()),
      }),
    ),
    /** Where the domain of the address that is known leads, by the organization that has it. */
    led: z.string().nullable(),
    /** The identity that waits, within the interaction, for its account to be proved. */
    link: z.object({ providerName: z.string(), email: z.string() }).nullable(),
    policy: signInSection,
    registration: registrationSection,
    clientSignIn: clientSignIn.nullable(),
  }),
);

export type Choices = ReturnType<typeof parseChoices>;

/** @throws CorruptRowError */
export const readChoices = (row: Record<string, unknown>): Choices => parseChoices(row);

/**
 * What the sign-in page offers, as part of the statement that reads its interaction: the page is one
 * round trip.
 */
export const signInChoices: More = (sql) => sql`
  , (select coalesce(json_agg(json_build_object('id', id, 'name', name, 'type', type,
      'hidden', hidden, 'domains', domains, 'requiredFor', required_for_domains) order by ordinal, id), '[]') from providers) as providers,
  (select provider from organization_domains
    where domain = split_part(lower(coalesce(identifier, request.parameters ->> 'loginHint')), '@', 2)
  ) as led,
  (select json_build_object('providerName', providers.name, 'email', email)
    from pending_links join providers on providers.id = provider
    where interaction_hash = request.id_hash and claimed_at is null
      and pending_links.expires_at = request.expires_at) as link,
  coalesce((select definition from policies where name = 'sign_in'), '{}') as policy,
  coalesce((select definition from policies where name = 'registration'), '{}') as registration,
  clients.sign_in as "clientSignIn"`;
