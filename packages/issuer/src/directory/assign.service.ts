import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { CacheTag } from '@sallyport/protocol/internal.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import {
  type Assigned,
  type AssignmentKind,
  deleteAssignment,
  insertAssignment,
  lockBoth,
} from './assign.store.ts';
import { keepAnAdministrator, requireAuthority } from './authority.service.ts';
import { adminPermissionsGivenBy } from './authority.store.ts';
import type { Caller } from './caller.ts';
import { type Guard, unguarded } from './declared.ts';
import { giveUntil } from './give-until.service.ts';
import { noSuchUser } from './users/user.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

/** A role for a user, or a user in a group. */
export interface Assigning {
  kind: AssignmentKind;
  userId: string;
  name: string;
  caller: Caller;
  /** Sees the user before anything is given or taken. */
  guard?: Guard;
}

/**
 * Gives it, until a moment or for good: see `giveUntil`.
 *
 * @throws OAuthError `not_found` when there is no such user, role or group; `invalid_request` for
 *   an end that has passed; `insufficient_scope` and `conflict` as `authority.ts` says.
 */
export function assign(
  { kind, userId, name, caller, guard = unguarded }: Assigning,
  validUntil: Date | null,
  context: Dependencies,
): Promise<void> {
  return giveUntil(validUntil, context, async (tx, now) => {
    await guard(tx);
    const found = await lockBoth(tx, kind, userId, name);
    if (!found.user) throw noSuchUser(userId);
    if (!found.named) throw new OAuthError('not_found', `There is no ${kind} ${name}.`);
    const borne = await adminPermissionsGivenBy(tx, kind, name);
    requireAuthority(caller, borne);
    const made = await keepAnAdministrator(tx, borne, now, () =>
      insertAssignment(tx, kind, userId, name, validUntil),
    );
    if (!made) return [];
    const detail = { valid_until: validUntil };
    const subjects = subjectsOf(kind, made);
    const { actor } = caller;
    await recordAudit(tx, { at: now, action: actions[kind].give, actor, subjects, detail });
    return cachedUnder(made);
  });
}

/**
 * Taking what they do not have is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `insufficient_scope` and `conflict` as `authority.ts` says.
 */
export function unassign(
  { kind, userId, name, caller, guard = unguarded }: Assigning,
  { changes, clock }: Dependencies,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    const at = clock.now();
    await guard(tx);
    await lockBoth(tx, kind, userId, name);
    const borne = await adminPermissionsGivenBy(tx, kind, name);
    requireAuthority(caller, borne);
    const taken = await keepAnAdministrator(tx, borne, at, () =>
      deleteAssignment(tx, kind, userId, name),
    );
    if (!taken) return [];
    const subjects = subjectsOf(kind, taken);
    const { actor } = caller;
    await recordAudit(tx, { at, action: actions[kind].take, actor, subjects });
    return cachedUnder(taken);
  });
}

/** The user's own entries and no others: everyone else with the role still has it. */
const cachedUnder = ({ userId }: Assigned): CacheTag[] => [`user:${userId}`];

const subjectsOf = (kind: AssignmentKind, { userId, name }: Assigned): string[] => [
  `user:${userId}`,
  `${kind}:${name}`,
];

const actions = {
  role: { give: 'role.assign', take: 'role.unassign' },
  group: { give: 'group.add_member', take: 'group.remove_member' },
} as const;
