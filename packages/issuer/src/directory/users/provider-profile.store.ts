import type { Transaction } from '../../database/connection.ts';
import type { ProviderProfile } from './provider-profile.ts';

/** Writes what is another one; what the provider does not say stays. @returns what was written */
export async function writeProviderProfile(
  tx: Transaction,
  userId: string,
  { name, locale, claims }: ProviderProfile,
): Promise<{ name: boolean } | null> {
  const [row] = await tx<{ name: boolean }[]>`
    update users set name = coalesce(${name}, users.name),
      locale = coalesce(${locale}, users.locale), profile = users.profile || ${tx.json(claims)}
    from (select name, locale, profile from users where id = ${userId} for no key update) before
    where id = ${userId} and (before.name, before.locale, before.profile) is distinct from
      (coalesce(${name}, before.name), coalesce(${locale}, before.locale),
        before.profile || ${tx.json(claims)})
    returning before.name <> users.name as name`;
  return row ?? null;
}
