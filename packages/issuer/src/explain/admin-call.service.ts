import { OAuthError } from '@sallyport/protocol/errors.ts';
import { withoutSegments } from '@sallyport/protocol/routes/request-path.ts';
import type { Transaction } from '../database/connection.ts';
import { adminPermissionMeanings } from '../directory/admin-permissions.ts';
import {
  actorOf,
  authorizeCall,
  whyNoAdministrator,
} from '../directory/delegation/authorize-call.service.ts';
import { type NeededPermission, placeNamed } from '../directory/delegation/needed-permission.ts';
import { chainOf, reachOf } from '../directory/delegation/reach.service.ts';
import {
  type Delegated,
  isDisabledFor,
  nameOfPlace,
  type Place,
} from '../directory/delegation/reach.ts';
import type { ApiFacts, Facts } from '../swap/facts.ts';
import type { Resolution } from '../swap/resolution.ts';
import type { Check } from './checks.ts';
import type { Matched } from './find-match.ts';
import { type AskedRequest, deniedBy, type Verdict, verdictAtOperation } from './verdict.ts';
import { readGivers, readRolesOn } from './ways.store.ts';
import { type Giver, giveRoleOn, type HeldRole, mendsOf, waysTo } from './ways.ts';

/** An operation of the admin API, and what a path has in place of its parameters. */
export interface FoundOperation extends NeededPermission {
  method: string;
  /** As OpenAPI writes it: `/users/{id}`. */
  path: string;
  parameters: Readonly<Record<string, string>>;
}

/** Finds an operation as requests do, by a path below `/admin/v1`; an error where there is none. */
export type FindOperation = (method: string, path: string) => Promise<FoundOperation | OAuthError>;

/** The operation that a request comes to; null where it is for a service. */
export async function operationAt(
  { route }: Matched,
  { method, path }: AskedRequest,
  findOperation: FindOperation,
): Promise<FoundOperation | OAuthError | null> {
  if (route.admin === null) return null;
  return findOperation(method, withoutSegments(path, segmentsBefore));
}

/** Of `/admin/v1` as of `/console/api`. */
const segmentsBefore = 2;

/**
 * On what a caller has roles, for the admin API; nothing for who may not call it.
 *
 * @param known what was read of it for a call
 */
export async function delegatedTo(
  tx: Transaction,
  resolution: Resolution<ApiFacts>,
  known: readonly Delegated[] | undefined,
  now: Date,
): Promise<readonly Delegated[]> {
  if (!resolution.ok) return [];
  const { principal } = resolution;
  const isKept = whyNoAdministrator(principal) ?? principal.authorization_details[0];
  return isKept ? [] : (known ?? reachOf(tx, actorOf(principal), now));
}

interface About {
  resolution: Resolution<ApiFacts>;
  facts: Facts;
  held: readonly HeldRole[];
  api: string;
  now: Date;
}

interface JudgedCall {
  verdict: Verdict;
  checks: Check[];
  /** On what the caller has roles, where that was asked. */
  reach?: readonly Delegated[] | undefined;
}

/** What the admin API answers to a call that has come to it, and the links that decide there. */
export async function judgeCall(
  tx: Transaction,
  operation: FoundOperation | OAuthError,
  about: About,
): Promise<JudgedCall> {
  if (operation instanceof OAuthError) return { verdict: deniedBy(operation), checks: [] };
  const { resolution, now } = about;
  if (!resolution.ok) {
    const refusal = new OAuthError(resolution.error, resolution.reason);
    return { verdict: deniedBy(refusal), checks: [] };
  }
  const { principal } = resolution;
  const never = whyNoAdministrator(principal);
  if (never) return { verdict: deniedBy(never), checks: [neverCheck(never)] };
  const { caller, refusal } = await authorizeCall(tx, principal, operation, now);
  const verdict = refusal ? deniedBy(refusal) : verdictAtOperation(operation.method);
  const check = await permissionCheck(tx, operation, { caller, refusal }, about);
  return { verdict, checks: [check], reach: caller.reach };
}

const neverCheck = ({ message }: OAuthError): Check => ({
  ...{ link: 'credentials', name: 'admin API', holds: false, sentence: message, ways: [] },
  mend: [{ do: 'sign_in', sentence: 'Sign in as oneself, for no organization.' }],
});

async function permissionCheck(
  tx: Transaction,
  operation: FoundOperation,
  { caller, refusal }: Awaited<ReturnType<typeof authorizeCall>>,
  { api, facts, held, now }: About,
): Promise<Check> {
  const { method, path, permission, within = 'none', parameters } = operation;
  const place = placeNamed(within, parameters);
  const at = place ? `, everywhere or on ${nameOfPlace(place)}` : within === 'none' ? '' : orOnOne;
  const holds = refusal === null;
  const [name, needed] =
    permission === null
      ? ['admin API', 'any token for it']
      : [permission, `${permission === 'any' ? 'any permission' : permission}${at}`];
  const check = {
    ...({ link: 'permission', name, holds } as const),
    sentence: `${method} ${path} of the admin API needs ${needed}.`,
  };
  if (permission === null || permission === 'any') return { ...check, ways: [], mend: [] };
  const givers = await giversOf(tx, api, permission);
  const there = within === 'none' ? [] : await rolesOn(tx, place, facts, now);
  const ways = holds ? waysTo(permission, [...held, ...there], givers) : [];
  const everywhere = mendsOf(permission, { api, givers, isDeclared: true });
  const onPlace = !place
    ? []
    : isDisabledFor(caller, place)
      ? [{ do: 'enable', sentence: `Enable ${nameOfPlace(place)}.` } as const]
      : givers.slice(0, 5).map(({ role }) => giveRoleOn(role, place));
  return { ...check, ways, mend: holds ? [] : [...onPlace, ...everywhere] };
}

const orOnOne = ', everywhere or on a group or an organization';

/** Some permissions are names for several. */
async function giversOf(tx: Transaction, api: string, permission: string): Promise<Giver[]> {
  const names = adminPermissionMeanings.flatMap(([given, means]) =>
    means === permission ? given : [],
  );
  const givers = await readGivers(tx, [api], names);
  const roles = new Map(givers.map((giver) => [giver.role, { ...giver, permission }]));
  return [...roles.values()];
}

/** The roles that a caller has on a place and on those that it lies in, or on any. */
async function rolesOn(
  tx: Transaction,
  place: Place | null,
  { holder }: Facts,
  now: Date,
): Promise<HeldRole[]> {
  if (!holder) return [];
  const holders =
    holder.kind === 'user'
      ? [`user:${holder.id}`, ...holder.groups.map((group) => `group:${group}`)]
      : [`${holder.kind}:${holder.id}`];
  const names = place && (place.type === 'group' ? await chainOf(tx, place) : [place.identifier]);
  return readRolesOn(tx, holders, place && { type: place.type, names: names ?? [] }, now);
}
