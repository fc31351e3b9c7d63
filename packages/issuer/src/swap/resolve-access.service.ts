import type { ErrorCode } from '@sallyport/protocol/errors.ts';
import type { Position, SwapPrincipal } from '@sallyport/protocol/internal.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { CorruptRowError } from '../database/row.ts';
import { openToken, type SealedFacts } from '../tokens/sealed-token.ts';
import { readApiFacts } from './api-facts.store.ts';
import { type AskedResource, type Question, readFacts } from './facts.store.ts';
import type { ApiFacts, Facts } from './facts.ts';
import { nextSecond } from './facts-reader.service.ts';
import {
  type Refused,
  type Resolution,
  type Resolved,
  resolveAt,
  resolveItself,
} from './resolution.ts';

type Dependencies = Pick<Context, 'sql' | 'keys' | 'clock'>;
type FreshDependencies = Pick<Context, 'facts' | 'keys' | 'clock'>;

export interface TokenAtApi {
  token: string;
  audience: string;
  /** The only resource of interest, where there can be too many. */
  resource?: AskedResource | undefined;
}

const unknown: Refused = {
  ok: false,
  error: 'invalid_token',
  reason: 'The access token is not one of ours.',
};

/**
 * Resolves many tokens at once, all at one position of the log. Where the row behind a token cannot
 * be read, that token has an error in place of an answer, and the others theirs.
 */
export async function resolveMany(
  asked: readonly TokenAtApi[],
  { sql, keys, clock }: Dependencies,
  open: (asked: TokenAtApi, now: Date) => SealedFacts | null = ({ token }) =>
    openToken(token, keys),
): Promise<{ asOf: Position; resolutions: (Resolution<ApiFacts> | CorruptRowError)[] }> {
  const now = clock.now();
  let opened = asked.map((one) => open(one, now));
  const questions = asked.map(({ audience, resource }, index): Question => {
    return { token: opened[index] ?? noToken, api: audience, resource };
  });
  const { asOf, keysAsOf, facts } = await readFacts(sql, questions, { now: nextSecond(now) });
  // A key was withdrawn that this node had not heard of: what it sealed no longer opens.
  if (await keys.asOf(keysAsOf)) opened = asked.map((one) => open(one, now));
  const resolutions = asked.map(({ audience }, index) => {
    const token = opened[index];
    const found = facts[index]!;
    if (!token) return unknown;
    if (found instanceof CorruptRowError) return found;
    const resolution = resolveAt(audience, token, found, now);
    return resolution.ok ? resolution : { ...resolution, token };
  });
  return { asOf, resolutions };
}

/** Stands in for a token that did not open, so that the answer still has a position. */
const noToken: SealedFacts = {
  id: '',
  kind: 'client',
  source: '',
  client: '',
  scope: [],
  audiences: [],
  issuedAt: 0,
  expiresAt: 0,
};

/** The same of one token whose facts are known, within a transaction: with what the database says of it. */
export async function resolveWithin(
  tx: Transaction,
  token: SealedFacts,
  { audience, resource, now }: { audience: string; resource?: AskedResource | null; now: Date },
): Promise<{ asOf: Position; facts: Facts; resolution: Resolution<ApiFacts> }> {
  const at = { now: nextSecond(now) };
  const question = { token, api: audience, resource: resource ?? undefined };
  const { asOf, facts } = await readFacts(tx, [question], at);
  const [found] = facts;
  if (!found || found instanceof CorruptRowError) throw found ?? new Error('No facts were read.');
  return { asOf, facts: found, resolution: resolveAt(audience, token, found, now) };
}

export type Access<Api extends ApiFacts | null> =
  | { ok: true; principal: SwapPrincipal; resolution: Resolved<Api> }
  | { ok: false; error: ErrorCode; description: string };

/** What one access token allows at one API, now. Junk is refused without a look-up. */
export async function resolveAccess(
  token: string,
  audience: string,
  dependencies: FreshDependencies,
): Promise<Access<ApiFacts>> {
  const opened = openToken(token, dependencies.keys);
  return opened ? resolveOpened(opened, audience, dependencies) : accessOf<ApiFacts>(unknown);
}

/** The same for one whose facts are known. */
export async function resolveOpened(
  token: SealedFacts,
  audience: string,
  dependencies: FreshDependencies,
): Promise<Access<ApiFacts>> {
  const now = dependencies.clock.now();
  const facts = await dependencies.facts(token, audience);
  return accessOf(resolveAt(audience, token, facts, now));
}

/** Whom an access token stands for, wherever it is for: for the issuer's own endpoints. */
export async function resolveLiving(
  token: string,
  dependencies: FreshDependencies,
): Promise<Access<null>> {
  const opened = openToken(token, dependencies.keys);
  if (!opened) return accessOf<null>(unknown);
  const now = dependencies.clock.now();
  const facts = await dependencies.facts(opened, null);
  return accessOf(resolveItself(opened, facts, now));
}

/** What it allows at each of its APIs; those where it allows nothing any more are left out. */
export async function permissionsOf(
  token: string,
  dependencies: Dependencies,
): Promise<Record<string, string[]>> {
  const audiences = openToken(token, dependencies.keys)?.audiences ?? [];
  if (audiences.length === 0) return {};
  const asked = audiences.map((audience) => ({ token, audience }));
  const { resolutions } = await resolveMany(asked, dependencies);
  const permissions: Record<string, string[]> = {};
  for (const [index, resolution] of resolutions.entries()) {
    if (resolution instanceof CorruptRowError) throw resolution;
    if (resolution.ok) permissions[audiences[index]!] = resolution.principal.permissions;
  }
  return permissions;
}

/** An API, and what these roles give there: for a subject whose roles are known already. */
export const rightsAt = (
  api: string,
  roles: readonly string[],
  { sql }: Pick<Context, 'sql'>,
): Promise<ApiFacts | null> => readApiFacts(sql, roles, api);

const accessOf = <Api extends ApiFacts | null>(resolution: Resolution<Api>): Access<Api> =>
  resolution.ok
    ? { ok: true, principal: resolution.principal, resolution }
    : { ok: false, error: resolution.error, description: resolution.reason };
