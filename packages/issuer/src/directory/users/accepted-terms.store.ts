import type { Transaction } from '../../database/connection.ts';

export async function insertAcceptedTerms(
  tx: Transaction,
  { userId, version, acceptedAt }: { userId: string; version: string; acceptedAt: Date },
): Promise<void> {
  await tx`
    insert into accepted_terms (user_id, version, accepted_at)
    values (${userId}, ${version}, ${acceptedAt}) on conflict do nothing`;
}
