import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { requireAuthorityOverUser } from '../authority.service.ts';
import type { Caller } from '../caller.ts';
import {
  insertIdentity,
  insertIdentityByAddress,
  readIdentities,
  readIssuer,
} from './identities.store.ts';
import { type Identity, maxIdentities, type ProviderIdentity } from './identity.ts';
import { takeIdentity } from './own-identities.service.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import { tellOfIdentity } from './tell-of-changes.service.ts';
import { noSuchUser } from './user.ts';
import { lockUser, readUser } from './users.store.ts';

/** @throws OAuthError `not_found` */
export async function listIdentities(
  userId: string,
  { sql }: Pick<Context, 'sql'>,
): Promise<Identity[]> {
  if (!(await readUser(sql, userId))) throw noSuchUser(userId);
  return readIdentities(sql, userId);
}

/**
 * Links an identity to a user on an administrator's word. Linking what is linked to this user
 * already is no error.
 *
 * @throws OAuthError `not_found` for the user; `invalid_request` for the provider; `conflict` when
 *   the identity is linked to another user, or this one has as many as a user may have; `insufficient_scope` as `authority.service.ts` says.
 */
export async function linkIdentity(
  userId: string,
  { provider, subject }: { provider: string; subject: string },
  caller: Caller,
  context: Pick<Context, 'sql' | 'clock' | 'mail' | 'settings'>,
): Promise<Identity> {
  const { sql, clock } = context;
  return sql.begin(async (tx) => {
    const now = clock.now();
    if (!(await lockUser(tx, userId, 'change'))) throw noSuchUser(userId);
    // Linking is a way to sign in as them.
    await requireAuthorityOverUser(tx, caller, userId, now);
    const issuer = await readIssuer(tx, provider);
    if (issuer === null) {
      throw new OAuthError('invalid_request', `provider: There is no provider ${provider}.`);
    }
    const before = await readIdentities(tx, userId);
    const isNew = !before.some((one) => one.issuer === issuer && one.subject === subject);
    if (isNew && before.length >= maxIdentities) {
      throw new OAuthError('conflict', `A user has ${maxIdentities} identities at most.`);
    }
    if (await insertIdentity(tx, { provider, issuer, subject, userId, email: null }, now)) {
      await recordAudit(tx, {
        at: now,
        action: 'user.link',
        actor: caller.actor,
        subjects: [`user:${userId}`, `provider:${provider}`],
      });
      await tellOfIdentity(tx, { kind: 'identity-linked', userId, issuer, at: now }, context);
    }
    const linked = await readIdentities(tx, userId);
    const identity = linked.find((one) => one.issuer === issuer && one.subject === subject);
    if (identity) return identity;
    throw new OAuthError('conflict', 'This identity is linked to another user. Unlink it there.');
  });
}

/**
 * Takes an identity from a user. What it opened ends, and with it every other session and grant of
 * the user: sessions do not tell by which identity they were opened, and what was granted in one may
 * live on in another. Unlinking what is not there is no error, and waits for the gateways all the
 * same.
 *
 * @throws OAuthError `conflict` for the last administrator; `insufficient_scope` as `authority.service.ts` says.
 */
export function unlinkIdentity(
  userId: string,
  id: string,
  caller: Caller,
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
): Promise<void> {
  const { changes, clock } = context;
  return changes.takeAway(async (tx) => {
    const now = clock.now();
    if (!(await lockUser(tx, userId, 'change'))) return [];
    await requireAuthorityOverUser(tx, caller, userId, now);
    const gone = await takeIdentity(tx, { userId, id }, now);
    if (!gone) return [];
    await signOutEverywhere(tx, [userId], now);
    await recordAudit(tx, {
      at: now,
      action: 'user.unlink',
      actor: caller.actor,
      subjects: [`user:${userId}`],
      detail: { issuer: gone.issuer },
    });
    const told = { kind: 'identity-unlinked', userId, issuer: gone.issuer, at: now } as const;
    await tellOfIdentity(tx, told, context);
    return [`user:${userId}`];
  });
}

/**
 * Links an identity to the account that has its verified address, where the configuration trusts
 * the provider with the address's domain.
 *
 * @returns false when account or identity changed in between: decide again.
 */
export async function linkByAddress(
  owner: ProviderIdentity & { userId: string; email: string },
  provider: string,
  context: Pick<Context, 'sql' | 'clock' | 'mail' | 'settings'>,
): Promise<boolean> {
  const { sql, clock } = context;
  const how = { provider, by: 'verified e-mail address', at: clock.now() } as const;
  return sql.begin((tx) => linkOwner(tx, owner, how, context));
}

/** The same in the caller's transaction. */
export async function linkOwner(
  tx: Transaction,
  owner: ProviderIdentity & { userId: string; email: string },
  how: { provider: string; by: 'verified e-mail address' | 'required provider'; at: Date },
  context: Pick<Context, 'mail' | 'settings'>,
): Promise<boolean> {
  const { provider, by, at } = how;
  if (!(await insertIdentityByAddress(tx, { ...owner, provider }, at))) return false;
  await recordAudit(tx, {
    at,
    action: 'user.link',
    actor: `provider:${provider}`,
    subjects: [`user:${owner.userId}`, `provider:${provider}`],
    detail: { by },
  });
  const { userId, issuer } = owner;
  await tellOfIdentity(tx, { kind: 'identity-linked', userId, issuer, at }, context);
  return true;
}
