import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';
import { InvalidInputError } from '../http/problem.ts';
import type { DeclaredTrustedIssuer } from './trusted-issuer-declaration.ts';
import { checkTrustedIssuers } from './trusted-issuer-references.ts';
import {
  deleteTrustedIssuer as deleteRow,
  insertTrustedIssuer,
  type KeptTrustedIssuer,
  lockTrustedIssuer,
  readKeptTrustedIssuer,
  readKeptTrustedIssuers,
  readKnownNames,
  updateTrustedIssuer,
} from './trusted-issuers.store.ts';

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock' | 'settings'>;

/** Who changes a trusted issuer, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

/** One page, by issuer, and whether there are more. */
export async function listTrustedIssuers(
  { after, limit }: { after: string | null; limit: number },
  { sql }: Pick<Context, 'sql'>,
): Promise<{ issuers: KeptTrustedIssuer[]; more: boolean }> {
  const issuers = await readKeptTrustedIssuers(sql, { after, limit: limit + 1 });
  return { issuers: issuers.slice(0, limit), more: issuers.length > limit };
}

/** @throws OAuthError `not_found` */
export async function getTrustedIssuer(issuer: string, sql: Queryable): Promise<KeptTrustedIssuer> {
  const found = await readKeptTrustedIssuer(sql, issuer);
  if (!found) throw new OAuthError('not_found', `The issuer ${issuer} is not trusted.`);
  return found;
}

/**
 * Its tokens count from now on: nothing has to wait for the gateways.
 *
 * @throws OAuthError `invalid_request` for an API or a role that there is not; `conflict` where it is trusted
 *   already; `insufficient_scope` for a caller who may not do everything
 */
export function createTrustedIssuer(
  given: DeclaredTrustedIssuer,
  { caller }: { caller: Caller },
  { sql, clock, settings }: Dependencies,
): Promise<KeptTrustedIssuer> {
  // It says who people are, and what they may do at any API.
  requireAuthority(caller, adminPermissions);
  return sql.begin(async (tx) => {
    await requireReferences(tx, given, settings.url);
    if (!(await insertTrustedIssuer(tx, given))) {
      throw new OAuthError('conflict', `The issuer ${given.issuer} is trusted already.`);
    }
    const made = await getTrustedIssuer(given.issuer, tx);
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'trusted_issuer.create', actor: caller.actor },
      ...{ subjects: [subjectOf(given.issuer)], detail: { definition: definitionOf(made) } },
    });
    return made;
  });
}

/** @throws OAuthError as `createTrustedIssuer`; `not_found`; `conflict` for one of the file */
export function replaceTrustedIssuer(
  given: DeclaredTrustedIssuer,
  { caller, guard }: By,
  { changes, clock, settings }: Dependencies,
): Promise<KeptTrustedIssuer> {
  requireAuthority(caller, adminPermissions);
  const { issuer } = given;
  return changes.takeAway(async (tx) => {
    const before = await requireOwn(tx, issuer, guard);
    await requireReferences(tx, given, settings.url);
    await updateTrustedIssuer(tx, given);
    const after = await getTrustedIssuer(issuer, tx);
    const detail = fieldChanges(definitionOf(before), definitionOf(after));
    if (detail.changed.length === 0) return { value: after, tags: [] };
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'trusted_issuer.update', actor: caller.actor },
      ...{ subjects: [subjectOf(issuer)], detail },
    });
    return { value: after, tags: [subjectOf(issuer)] };
  });
}

/**
 * Deleting what is not there is no error, and waits for the gateways all the same.
 *
 * @throws OAuthError `conflict` for one of the file; `insufficient_scope`
 */
export function deleteTrustedIssuer(
  issuer: string,
  { caller, guard }: By,
  { changes, clock }: Dependencies,
): Promise<void> {
  requireAuthority(caller, adminPermissions);
  return changes.takeAway(async (tx) => {
    await lockTrustedIssuer(tx, issuer);
    if (!(await readKeptTrustedIssuer(tx, issuer))) return [];
    const before = await requireOwn(tx, issuer, guard);
    await deleteRow(tx, issuer);
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'trusted_issuer.delete', actor: caller.actor },
      ...{ subjects: [subjectOf(issuer)], detail: { definition: definitionOf(before) } },
    });
    return [subjectOf(issuer)];
  });
}

const subjectOf = (issuer: string) => `trusted_issuer:${issuer}` as const;

const definitionOf = ({ declared: _, issuer: __, ...definition }: KeptTrustedIssuer) => definition;

async function requireOwn(
  tx: Transaction,
  issuer: string,
  guard: Guard,
): Promise<KeptTrustedIssuer> {
  await lockTrustedIssuer(tx, issuer);
  const found = await getTrustedIssuer(issuer, tx);
  if (found.declared) throw declaredElsewhere(`The trusted issuer ${issuer}`);
  await guard(tx);
  return found;
}

/** As a file is checked, with what there is in place of what it declares. */
async function requireReferences(
  tx: Transaction,
  given: DeclaredTrustedIssuer,
  issuerUrl: string,
): Promise<void> {
  const { audience, audiences, without_audience: without, map } = given;
  const names = [audience, without, ...Object.values(audiences)];
  const known = await readKnownNames(tx, {
    apis: names.filter((name) => name !== undefined),
    roles: Object.values(map.role_names ?? {}),
  });
  const issues = checkTrustedIssuers([given], {
    issuerUrl,
    apis: new Set(known.apis),
    roles: new Set(known.roles),
  });
  if (issues.length === 0) return;
  const inBody = issues.map(({ path, message }) => ({
    ...{ code: 'custom', path: path.slice(2), message },
  }));
  throw new InvalidInputError(inBody, {}, 'body');
}
