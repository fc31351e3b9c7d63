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
