import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { type AuditEvent, recordAudit } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { tellInOwnLanguage } from '../../mail/tell-in-own-language.service.ts';
import { requireGoodPassword } from '../../passwords/check-new-password.service.ts';
import { emailKey } from '../../runtime/email-address.ts';
import { keepAnAdministrator, requireAuthority } from '../authority.service.ts';
import { adminPermissionsOfUserAnywhere } from '../authority.store.ts';
import type { Caller } from '../caller.ts';
import { type Guard, unguarded } from '../declared.ts';
import { deleteHeldUser } from './delete-user.service.ts';
import { hashPassword } from './password.ts';
import { signOutEverywhere } from './sign-out.service.ts';
import { tellOfUserChange } from './tell-of-changes.service.ts';
import { noSuchUser, type User } from './user.ts';
import {
  insertUser,
  lockUser,
  raiseCredentialVersions,
  readAccount,
  readUser,
  updateUserRow,
} from './users.store.ts';

export interface NewUser {
  email: string;
  /** Whether the address is theirs: only then is it unique, and something to sign in with. */
  emailVerified: boolean;
  name: string;
  /** Without one they sign in through a provider only. */
  password: string | null;
  /** Whether it is to be another one from their first sign-in on. */
  mustChangePassword?: boolean;
}

/**
 * A new user is in no cache yet, so that nothing has to wait for the gateways.
 *
 * @throws OAuthError `conflict` when the address is another user's; `invalid_request` for a password
 *   that cannot be used.
 */
export async function createUser(
  { password, ...given }: NewUser,
  caller: Caller,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings' | 'log'>,
): Promise<User> {
  const { sql, clock, random } = context;
  if (password !== null) await requireGoodPassword(password, given, context);
  const passwordHash = password === null ? null : await hashPassword(password, context);
  const now = clock.now();
  const user = { ...given, id: random.uuid(), createdAt: now };
  await sql
    .begin(async (tx) => {
      await insertUser(tx, { ...user, passwordHash });
      const subjects = [`user:${user.id}`];
      const { actor } = caller;
      await recordAudit(tx, { at: now, action: 'user.create', actor, subjects });
    })
    .catch(refuseTakenAddress);
  const { mustChangePassword = false } = given;
  return { ...user, mustChangePassword, disabled: false, disabledUntil: null, declared: false };
}

export interface UserChange {
  email?: string | undefined;
  emailVerified?: boolean | undefined;
  name?: string | undefined;
  password?: string | undefined;
  disabled?: boolean | undefined;
  /** Null for good. */
  disabledUntil?: Date | null | undefined;
  /** Why it is disabled or enabled, for the audit log. */
  reason?: string | undefined;
  mustChangePassword?: boolean | undefined;
}

/**
 * Changes what is given. Disabling, and a new password, end every session and revoke every grant
 * of the user. Enabling ends them too: a person who was signing in while the account was disabled must
 * not find themselves signed in afterwards.
 *
 * @throws OAuthError `not_found`; `invalid_request` for a password that cannot be used, an end that has passed,
 *   and an end or a reason of what does not happen; `conflict` when
 *   the address is another user's, or the account is
 *   declared and its address is what the configuration file knows it by; `insufficient_scope` and
 *   `conflict` as `authority.ts` says.
 */
export async function updateUser(
  id: string,
  change: UserChange,
  caller: Caller,
  context: Pick<Context, 'sql' | 'changes' | 'clock' | 'random' | 'settings' | 'log' | 'mail'>,
  guard: Guard = unguarded,
): Promise<void> {
  const { changes, clock } = context;
  const { password } = change;
  if (password !== undefined) await checkForUser(id, { ...change, password }, context);
  const passwordHash = password === undefined ? null : await hashPassword(password, context);
  const work = async (tx: Transaction) => {
    const before = await lockUser(tx, id, 'change');
    if (!before) throw noSuchUser(id);
    await guard(tx);
    const now = clock.now();
    const after = { ...applyChange(before, change), disabledUntil: endOf(before, change, now) };
    const changed = changedFields(before, after, passwordHash !== null);
    const actions = actionsFor(before, after, { changed, reason: change.reason });
    const held = await adminPermissionsOfUserAnywhere(tx, before.id, now);
    requireAuthority(caller, held);
    const to = await readAccount(tx, before.id);
    if (actions.length > 0) {
      await keepAnAdministrator(tx, held, now, () => updateUserRow(tx, after, passwordHash, now));
    }
    if (passwordHash !== null || after.disabled !== before.disabled) {
      await signOutEverywhere(tx, [before.id], now);
    } else if (losesAddress(before, after)) await raiseCredentialVersions(tx, [before.id]);
    const subjects: CacheTag[] = actions.length > 0 ? [`user:${before.id}`] : [];
    for (const { action, detail } of actions) {
      await recordAudit(tx, { at: now, action, actor: caller.actor, subjects, detail });
    }
    const told = { to, before, after, hasNewPassword: passwordHash !== null, at: now };
    await tellOfUserChange(tx, told, context);
    return subjects;
  };
  const asked = Object.entries(change).filter(([, value]) => value !== undefined);
  const enables = change.disabled === false;
  const onlyEnables = enables && asked.every(([key]) => key === 'disabled' || key === 'reason');
  await (onlyEnables ? changes.give(work) : changes.takeAway(work)).catch(refuseTakenAddress);
}

async function checkForUser(
  id: string,
  { password, ...change }: UserChange & { password: string },
  context: Pick<Context, 'sql' | 'settings' | 'log'>,
): Promise<void> {
  const user = await readUser(context.sql, id);
  if (!user) throw noSuchUser(id);
  const { email = user.email, name = user.name } = change;
  await requireGoodPassword(password, { email, name }, context);
}

/**
 * Removing a user who is not there is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `insufficient_scope` and `conflict` as `authority.ts` says.
 */
export function deleteUser(
  id: string,
  caller: Caller,
  context: Pick<Context, 'changes' | 'clock' | 'mail' | 'settings'>,
  guard: Guard = unguarded,
): Promise<void> {
  const { changes, clock } = context;
  return changes.takeAway(async (tx) => {
    const now = clock.now();
    const user = await lockUser(tx, id, 'delete');
    if (!user) return [];
    await guard(tx);
    const held = await adminPermissionsOfUserAnywhere(tx, user.id, now);
    requireAuthority(caller, held);
    const to = await readAccount(tx, user.id);
    const subjects = await deleteHeldUser(tx, user.id, caller.actor, now);
    await recordAudit(tx, { at: now, action: 'user.delete', actor: caller.actor, subjects });
    const parameters = () => ({ at: now });
    await tellInOwnLanguage(tx, { kind: 'account-deleted', to, parameters }, context);
    return subjects;
  });
}

function applyChange(before: User, change: UserChange): User {
  const email = change.email ?? before.email;
  const moves = emailKey(email) !== emailKey(before.email);
  if (before.declared && (moves || change.emailVerified === false)) {
    throw new OAuthError(
      'conflict',
      'This user is declared in the configuration file. Change the e-mail address there.',
    );
  }
  // An administrator who sets another address vouches for it.
  const verified = moves || before.emailVerified;
  return {
    ...before,
    email,
    emailVerified: change.emailVerified ?? verified,
    name: change.name ?? before.name,
    disabled: change.disabled ?? before.disabled,
    mustChangePassword: change.mustChangePassword ?? before.mustChangePassword,
  };
}

/** Whether what was sent to the address of before, and what that proved, is to count no more. */
const losesAddress = (before: User, after: User): boolean =>
  emailKey(before.email) !== emailKey(after.email) ||
  (before.emailVerified && !after.emailVerified);

/** Until when the account is disabled after a change; null for good, and where it is not. */
function endOf(before: User, change: UserChange, now: Date): Date | null {
  const { disabled = before.disabled, disabledUntil = before.disabledUntil } = change;
  if (change.reason !== undefined && change.disabled === undefined) {
    throw new OAuthError('invalid_request', 'reason: send disabled with it.');
  }
  if (change.disabledUntil && !disabled) {
    throw new OAuthError('invalid_request', 'disabled_until: send "disabled": true with it.');
  }
  if (change.disabledUntil && change.disabledUntil <= now) {
    throw new OAuthError('invalid_request', 'disabled_until: this time has already passed.');
  }
  return disabled ? disabledUntil : null;
}

function changedFields(before: User, after: User, password: boolean): string[] {
  const fields = (['email', 'emailVerified', 'name', 'mustChangePassword'] as const).filter(
    (field) => before[field] !== after[field],
  );
  return password ? [...fields, 'password'] : fields;
}

function actionsFor(
  before: User,
  after: User,
  { changed, reason }: { changed: readonly string[]; reason: string | undefined },
) {
  const until = after.disabledUntil?.toISOString();
  const actions: Pick<Required<AuditEvent>, 'action' | 'detail'>[] = [];
  if (changed.length > 0) actions.push({ action: 'user.update', detail: { changed } });
  if (before.disabled !== after.disabled || before.disabledUntil?.toISOString() !== until) {
    const detail = { ...(until && { until }), ...(reason !== undefined && { reason }) };
    actions.push({ action: after.disabled ? 'user.disable' : 'user.enable', detail });
  }
  return actions;
}

function refuseTakenAddress(error: unknown): never {
  if (isUniqueViolation(error)) {
    throw new OAuthError('conflict', 'Another user has this e-mail address.', { cause: error });
  }
  throw error;
}
