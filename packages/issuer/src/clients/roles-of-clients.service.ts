import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { requireAuthorityOverRole } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard, unguarded } from '../directory/declared.ts';
import { requireAuthorityToGive } from '../directory/give.service.ts';
import { giveUntil } from '../directory/give-until.service.ts';
import { noSuchClient } from './client-authority.service.ts';
import {
  deleteClientRole,
  insertClientRole,
  lockClient,
  readClientDetails,
} from './clients.store.ts';

type Dependencies = Pick<Context, 'changes' | 'clock'>;

export interface RoleOfClient {
  client: string;
  role: string;
}

/**
 * Gives a client a role for what it does by itself, until a moment or for good; a declared client, too,
 * and there it stays when the file is applied. What the file gives has no end.
 *
 * @throws OAuthError `not_found`; `invalid_request` for an end that has passed, and for a client that
 *   cannot authenticate; `insufficient_scope` as `authority.service.ts` says.
 */
export function giveRoleToClient(
  of: RoleOfClient,
  validUntil: Date | null,
  caller: Caller,
  context: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return giveUntil(validUntil, context, async (tx, at) => {
    await lockClient(tx, of.client);
    await guard(tx);
    const client = await readClientDetails(tx, of.client, at);
    if (!client) throw noSuchClient(of.client);
    if (client.auth_method === 'none') {
      throw new OAuthError(
        'invalid_request',
        'A client without a secret cannot authenticate, and so cannot have roles.',
      );
    }
    await requireAuthorityToGive(tx, { roles: [of.role], groups: [] }, caller);
    if (!(await insertClientRole(tx, of, validUntil))) return [];
    const event = { at, action: 'role.assign', actor: caller.actor } as const;
    const detail = { valid_until: validUntil };
    await recordAudit(tx, { ...event, subjects: subjectsOf(of), detail });
    return [`client:${of.client}`];
  });
}

/**
 * Taking what it does not have is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `conflict` for what the file gives; `insufficient_scope` as `authority.service.ts` says.
 */
export function takeRoleFromClient(
  of: RoleOfClient,
  caller: Caller,
  { changes, clock }: Dependencies,
  guard: Guard = unguarded,
): Promise<void> {
  return changes.takeAway(async (tx) => {
    await lockClient(tx, of.client);
    await guard(tx);
    await requireAuthorityOverRole(tx, caller, of.role);
    const outcome = await deleteClientRole(tx, of);
    if (outcome === 'declared') {
      throw declaredElsewhere(`That the client ${of.client} has the role ${of.role}`);
    }
    if (outcome === 'absent') return [];
    const event = { at: clock.now(), action: 'role.unassign', actor: caller.actor } as const;
    await recordAudit(tx, { ...event, subjects: subjectsOf(of) });
    return [`client:${of.client}`];
  });
}

const subjectsOf = ({ client, role }: RoleOfClient): string[] => [
  `client:${client}`,
  `role:${role}`,
];
