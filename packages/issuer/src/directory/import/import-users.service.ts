import { recordAuditOfEach } from '../../audit/audit.service.ts';
import type { Context } from '../../context.ts';
import type { Transaction } from '../../database/connection.ts';
import { inDiscarded } from '../../database/discarded.ts';
import { isUniqueViolation } from '../../database/failures.ts';
import { readPolicy } from '../../policies/policies.service.ts';
import { profilePolicy } from '../../profile/profile-policy.ts';
import { readMissing } from '../assign.store.ts';
import type { Caller } from '../caller.ts';
import { requireAuthorityToGive } from '../give.service.ts';
import {
  type ImportRow,
  insertBelongings,
  insertImported,
  lockImport,
  readIssuers,
} from './import-users.store.ts';
import {
  checkImported,
  firstOfEach,
  type ImportedUser,
  namesIn,
  readImported,
} from './imported-user.ts';

export interface ImportOutcome {
  created: number;
  /** Those who had an account already, which stays as it is. */
  existing: number;
  refused: { index: number; reason: string }[];
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random'>;

/** How often it is begun again after a person got an address meanwhile by another way. */
const attempts = 5;

/**
 * Makes the accounts that are not there yet, all of them in one transaction: the same users again change
 * nothing. New accounts are in no cache, so that nothing has to wait for the gateways.
 *
 * @param records as they came; each that is no user is refused by itself
 * @throws OAuthError `insufficient_scope` as `authority.service.ts` says, and then none is made
 */
export async function importUsers(
  records: readonly unknown[],
  { dryRun }: { dryRun: boolean },
  caller: Caller,
  context: Dependencies,
): Promise<ImportOutcome> {
  const now = context.clock.now();
  const read = records.map((record, index) => readImported(record, index, now));
  const refused = read.flatMap((each, index) =>
    typeof each === 'string' ? [{ index, reason: each }] : [],
  );
  const users = read.filter((each): each is ImportedUser => typeof each !== 'string');
  const work = (tx: Transaction) => importRead(users, caller, { ...context, tx });
  for (let attempt = 1; ; attempt++) {
    try {
      const outcome = await (dryRun ? inDiscarded(context.sql, work) : context.sql.begin(work));
      const all = [...refused, ...outcome.refused].toSorted((a, b) => a.index - b.index);
      return { ...outcome, refused: all };
    } catch (error) {
      if (!isUniqueViolation(error) || attempt === attempts) throw error;
    }
  }
}

async function importRead(
  read: readonly ImportedUser[],
  caller: Caller,
  { tx, clock, random }: Pick<Context, 'clock' | 'random'> & { tx: Transaction },
): Promise<ImportOutcome> {
  const now = clock.now();
  const names = namesIn(read);
  const issuers = await readIssuers(tx, names.providers);
  const known = {
    profile: await readPolicy(tx, profilePolicy),
    roles: await present(tx, 'role', names.roles),
    groups: await present(tx, 'group', names.groups),
    providers: new Set(issuers.keys()),
  };
  const checked = read.map((user) => ({ user, result: checkImported(user, known, now) }));
  const refused = checked.flatMap(({ user: { index }, result }) =>
    typeof result === 'string' ? [{ index, reason: result }] : [],
  );
  const users = checked.flatMap(({ result }) => (typeof result === 'string' ? [] : [result]));
  await requireAuthorityToGive(tx, namesIn(users), caller);
  await lockImport(tx);
  const rows = firstOfEach(users).map(
    (user): ImportRow => ({ ...user, id: user.id ?? random.uuid() }),
  );
  const made = await insertImported(tx, rows, issuers, now);
  const created = rows.filter(({ id }) => made.has(id));
  await insertBelongings(tx, created, issuers, now);
  await recordAuditOfEach(
    tx,
    { at: now, action: 'user.import', actor: caller.actor },
    created.map(subjectsOf),
  );
  return { created: created.length, existing: users.length - created.length, refused };
}

async function present(
  tx: Transaction,
  kind: 'role' | 'group',
  names: readonly string[],
): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  return new Set(names).difference(new Set(await readMissing(tx, kind, names)));
}

const subjectsOf = ({ id, roles, groups }: ImportRow): string[] => [
  `user:${id}`,
  ...roles.map(({ name }) => `role:${name}`),
  ...groups.map(({ name }) => `group:${name}`),
];
