import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Caller } from '../directory/caller.ts';
import { requireAuthorityToGive } from '../directory/give.service.ts';
import { accountClientId } from '../interactions/account-client.ts';
import { isBuiltInClient } from './built-in-clients.ts';
import { type By, holdOwnClient, requireAuthorityForApis } from './client-authority.service.ts';
import type { ClientDetails } from './client-details.ts';
import { type DeclaredClient, declaredClient } from './client-metadata.ts';
import { hashClientSecret } from './client-secret.ts';
import {
  insertClient,
  insertClientRole,
  isIdOfPlainJwtApi,
  readMissingApis,
  updateClient,
} from './clients.store.ts';
import { requireReadableGrants } from './grants-of-this-version.service.ts';
import { getClient } from './manage-clients.service.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock' | 'settings'>;

/** As the configuration file declares a client, without a secret. */
export type GivenClient = Readonly<Record<string, unknown>> & { id: string };

/** In the place of a secret that is made here, for the rules of what clients have one. */
const placeholder = 'x'.repeat(32);

/**
 * A new client has no tokens, so that nothing has to wait for the gateways.
 *
 * @returns with the only copy of its secret; null for a client that cannot keep one
 * @throws OAuthError `invalid_request` for what cannot be declared either; `conflict` when there is
 *   one; `not_found` for a role or an API that is not there; `insufficient_scope` when it could do more
 *   than the caller.
 */
export async function createClient(
  given: GivenClient,
  caller: Caller,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings' | 'secrets'>,
): Promise<{ client: ClientDetails; secret: string | null }> {
  const { roles, branding: _, secret: made, ...client } = readClient(given);
  const secret = made === undefined ? null : newClientSecret(context);
  const secretHash = secret === null ? null : hashClientSecret(secret, context.secrets.pepper);
  const at = context.clock.now();
  const stored = await context.sql.begin(async (tx) => {
    await requireUsable(tx, client, caller, context);
    await requireReadableGrants([{ ...client, had: [] }], { ...context, sql: tx });
    await requireAuthorityToGive(tx, { roles, groups: [] }, caller);
    if (!(await insertClient(tx, { ...client, secretHash }))) throw isTaken(client.id);
    for (const role of new Set(roles)) {
      await insertClientRole(tx, { client: client.id, role }, null);
    }
    await recordAudit(tx, {
      ...{ at, action: 'client.create', actor: caller.actor, subjects: [`client:${client.id}`] },
      detail: { type: client.type, apis: client.apis, roles },
    });
    return getClient(client.id, tx, at);
  });
  return { client: stored, secret };
}

/** 256 bits. */
export const newClientSecret = ({ random }: Pick<Context, 'random'>): string =>
  random.bytes(32).toString('base64url');

/**
 * Changes what is registered of a client: its type and how it authenticates stay.
 *
 * @throws OAuthError as `createClient`, and `not_found`
 */
export function changeClient(
  id: string,
  change: Readonly<Record<string, unknown>>,
  by: By,
  context: Dependencies,
): Promise<ClientDetails> {
  return context.changes.takeAway(async (tx) => {
    const at = context.clock.now();
    const before = await holdOwnClient(tx, id, by, context);
    const {
      disabled: _d,
      declared: _o,
      secrets: _s,
      secret_version: _v,
      given: _g,
      ...fields
    } = before;
    const wanted = Object.entries(change).filter(([, value]) => value !== undefined);
    const {
      roles: _r,
      branding: _b,
      secret: _,
      ...after
    } = readClient({
      ...fields,
      ...Object.fromEntries(wanted),
    });
    const changes = fieldChanges(before, after);
    if (changes.changed.length === 0) return { value: before, tags: [] };
    await requireUsable(tx, after, by.caller, context);
    await requireReadableGrants([{ ...after, had: before.grants }], { ...context, sql: tx });
    await updateClient(tx, id, changes.after);
    await recordAudit(tx, {
      ...{ at, action: 'client.update', actor: by.caller.actor, subjects: [`client:${id}`] },
      detail: changes,
    });
    const tags: CacheTag[] = [`client:${id}`, `client_secret:${id}`];
    return { value: await getClient(id, tx, at), tags };
  });
}

/** By the rules of the file, so that either way makes the same clients. */
function readClient(given: GivenClient): DeclaredClient {
  const withSecret = (method: unknown) => ({
    ...given,
    ...(method !== 'none' && { secret: placeholder }),
  });
  const parsed = declaredClient.safeParse(withSecret(methodOf(given)));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new OAuthError('invalid_request', `${issue!.path.join('.')}: ${issue!.message}`);
}

const methodOf = ({ auth_method: method, type }: GivenClient): unknown =>
  method ?? (type === 'spa' || type === 'native' ? 'none' : 'client_secret_basic');

async function requireUsable(
  tx: Transaction,
  client: Pick<DeclaredClient, 'id' | 'apis' | 'serves'>,
  caller: Caller,
  context: Pick<Context, 'settings'>,
): Promise<void> {
  requireAuthorityForApis(client, caller, context);
  const [missing] = await readMissingApis(tx, [...new Set([...client.apis, ...client.serves])]);
  if (missing !== undefined) throw new OAuthError('not_found', `There is no API ${missing}.`);
  if (isBuiltInClient(client.id) || client.id === accountClientId) throw isTaken(client.id);
  if (await isIdOfPlainJwtApi(tx, client.id)) {
    const message = `${client.id} is also the id of an API whose access tokens are marked JWT: ID tokens would pass for them. Choose another id.`;
    throw new OAuthError('conflict', message);
  }
}

const isTaken = (id: string): OAuthError =>
  new OAuthError('conflict', `There is a client ${id} already. Choose another id.`);
