import type { TypeOfApi } from '../authorization-details/detail-type.ts';
import { readDetailTypes } from '../authorization-details/detail-types.service.ts';
import type { Context } from '../context.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { type OwnScope, scopesPolicy } from '../scopes/scopes-policy.ts';

/** What the operator calls what applications can ask for. */
export interface OperatorsWords {
  scopes: readonly OwnScope[];
  types: readonly TypeOfApi[];
}

export async function readWords(context: Pick<Context, 'sql'>): Promise<OperatorsWords> {
  const [{ scopes }, types] = await Promise.all([
    readPolicy(context.sql, scopesPolicy),
    readDetailTypes(context),
  ]);
  return { scopes, types };
}
