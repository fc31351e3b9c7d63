import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import { fieldChanges } from '../../audit/field-changes.ts';
import type { Context } from '../../context.ts';
import type { Queryable, Transaction } from '../../database/connection.ts';
import type { Caller } from '../caller.ts';
import { declaredElsewhere, type Guard } from '../declared.ts';
import type { Api } from './api.ts';
import {
  type ApiQuery,
  changeApiPermissions,
  deleteApiRow,
  insertApi,
  lockApi,
  readApi,
  readApis,
  readClientsOf,
  readJwtTypeConflict,
  readRoutesOf,
  updateApi,
} from './apis.store.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock'>;

export type NewApi = Omit<Api, 'declared'>;

/** What is to be different; what is left out stays as it is. */
export type ApiChange = { [Key in Exclude<keyof NewApi, 'id'>]?: NewApi[Key] | undefined };

/** One page of APIs, and whether there are more. */
export async function listApis(
  query: ApiQuery,
  { sql }: Pick<Context, 'sql'>,
): Promise<{ apis: Api[]; more: boolean }> {
  const apis = await readApis(sql, { ...query, limit: query.limit + 1 });
  return { apis: apis.slice(0, query.limit), more: apis.length > query.limit };
}

/** @throws OAuthError `not_found` */
export async function getApi(id: string, sql: Queryable): Promise<Api> {
  const api = await readApi(sql, id);
  if (!api) throw noSuchApi(id);
  return api;
}

/**
 * No client may call a new API yet, so that nothing has to wait for the gateways.
 *
 * @throws OAuthError `conflict` when there is one, and for a `jwt_type` that cannot be.
 */
export async function createApi(
  { permissions, ...api }: NewApi,
  caller: Caller,
  { sql, clock }: Pick<Context, 'sql' | 'clock'>,
): Promise<Api> {
  return sql.begin(async (tx) => {
    if (!(await insertApi(tx, api))) {
      throw new OAuthError('conflict', `There is an API ${api.id} already.`);
    }
    await requirePossibleType(tx, api);
    await changeApiPermissions(tx, api.id, { given: permissions, taken: [] });
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'api.create', actor: caller.actor },
      ...{ subjects: [`api:${api.id}`], detail: { permissions } },
    });
    return getApi(api.id, tx);
  });
}

/** @throws OAuthError `not_found`; `conflict` for a declared API, and for a `jwt_type` that cannot be. */
export function changeApi(
  id: string,
  change: ApiChange,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<Api> {
  return changes.takeAway(async (tx) => {
    const before = await requireOwn(tx, id, guard);
    const after = { ...before, ...withoutUndefined(change) };
    const { permissions, declared: _, ...row } = after;
    const given = permissions.filter((each) => !before.permissions.includes(each));
    const taken = before.permissions.filter((each) => !permissions.includes(each));
    const fields = fieldChanges(before, row);
    if (fields.changed.length + given.length + taken.length === 0)
      return { value: before, tags: [] };
    await updateApi(tx, id, row);
    await requirePossibleType(tx, row);
    await changeApiPermissions(tx, id, { given, taken });
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'api.update', actor: caller.actor },
      ...{ subjects: [`api:${id}`] },
      detail: { ...fields, given, taken },
    });
    return { value: await getApi(id, tx), tags: [`api:${id}` as const] };
  });
}

/**
 * Deleting what is not there is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `conflict` for a declared API, and for one that clients may call or that a route is for.
 */
export function deleteApi(
  id: string,
  { caller, guard }: { caller: Caller; guard: Guard },
  { changes, clock }: Dependencies,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    if (!(await lockApi(tx, id))) return [];
    const { permissions } = await requireOwn(tx, id, guard);
    const clients = await readClientsOf(tx, id);
    if (clients.length > 0) {
      throw new OAuthError(
        'conflict',
        `Clients are registered for this API: ${clients.join(', ')}. Take it out of their apis and serves first.`,
      );
    }
    const routes = await readRoutesOf(tx, id);
    if (routes.length > 0) {
      const message = `Routes are for this API: ${routes.join(', ')}. Delete them first, or give them another API.`;
      throw new OAuthError('conflict', message);
    }
    await deleteApiRow(tx, id);
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'api.delete', actor: caller.actor },
      ...{ subjects: [`api:${id}`], detail: { permissions } },
    });
    return [`api:${id}`];
  });
}

async function requireOwn(tx: Transaction, id: string, guard: Guard): Promise<Api> {
  const api = await lockApi(tx, id);
  if (!api) throw noSuchApi(id);
  if (api.declared) throw declaredElsewhere(`The API ${id}`);
  await guard(tx);
  return api;
}

/** The same rules as `jwt-types.ts` has for a file. */
async function requirePossibleType(
  tx: Transaction,
  api: Omit<NewApi, 'permissions'>,
): Promise<void> {
  const problem = await readJwtTypeConflict(tx, api);
  if (problem === 'a client has the id') {
    const message = `jwt_type: ${api.id} is also the id of a client, whose ID tokens would pass for access tokens. Use at+jwt.`;
    throw new OAuthError('conflict', message);
  }
  if (problem === 'the group has another') {
    const message = `jwt_type: the APIs of the audience_group ${api.audience_group} share their JWTs, and another one of them has another type.`;
    throw new OAuthError('conflict', message);
  }
}

const withoutUndefined = <T extends object>(change: T): Partial<NewApi> =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));

const noSuchApi = (id: string): OAuthError => new OAuthError('not_found', `There is no API ${id}.`);
