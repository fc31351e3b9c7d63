import type { Transaction } from '../../database/connection.ts';

export async function insertAcceptedTerms(
  tx: Transaction,
  { userId, version, acceptedAt }: { userId: string; version: string; acceptedAt: Date },
): Promise<boolean> {
  const { count } = await tx`
    with agreed as (update users set owes_terms = false where id = ${userId} and owes_terms)
    insert into accepted_terms (user_id, version, accepted_at)
    values (${userId}, ${version}, ${acceptedAt}) on conflict do nothing`;
  return count === 1;
}
