import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Position } from '@sallyport/protocol/internal.ts';
import { resourceOf } from '@sallyport/protocol/routes/requirement.ts';
import { consoleClientId } from '../clients/console-client.ts';
import { readClient, supposeRoles } from '../clients/explained-clients.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { inDiscarded } from '../database/discarded.ts';
import { adminAudience } from '../directory/built-in.ts';
import type { Delegated } from '../directory/delegation/reach.ts';
import { requireNames, type Supposition, suppose } from '../directory/suppose.service.ts';
import { readRoutesTable } from '../gateway-routes/read-routes.service.ts';
import { resolveWithin } from '../swap/resolve-access.service.ts';
import {
  delegatedTo,
  type FindOperation,
  type FoundOperation,
  judgeCall,
  operationAt,
} from './admin-call.service.ts';
import { type Check, checksOf } from './checks.ts';
import { type ExplainedMatch, findMatch, type Matched } from './find-match.ts';
import { type AskedSubject, findSubject, type Subject } from './subject.service.ts';
import {
  type AskedRequest,
  credentialsAt,
  deniedBy,
  type Verdict,
  verdictAt,
  verdictAtApi,
  verdictBefore,
} from './verdict.ts';
import {
  readDeclared,
  readGivers,
  readRolesOfClient,
  readRolesOfUser,
  readRolesWithin,
} from './ways.store.ts';
import type { Giver } from './ways.ts';

export interface Asked {
  subject: AskedSubject;
  /** Of a request; without one, of an API alone. */
  request: AskedRequest | null;
  api: string | null;
  whatIf: Supposition | null;
}

/** What is held at the API. */
export interface Held {
  roles: readonly string[];
  groups: readonly string[];
  permissions: readonly string[];
  scope: readonly string[];
  /** At the admin API: with single groups and organizations. */
  delegated: readonly Delegated[];
}

export interface Judged {
  verdict: Verdict;
  checks: readonly Check[];
  held: Held;
}

export interface Explained extends Judged {
  position: Position;
  match: ExplainedMatch | null;
  api: string | null;
  /** Null where the route decides without one. */
  subject: Subject | null;
  whatIf: Judged | null;
}

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'settings'> & {
  findOperation: FindOperation;
};

/**
 * What a gateway would answer, and why: by the functions of swap and route decision, for a token that
 * the caller could have. All of it happens in a transaction that is rolled back, the trial of `whatIf` too.
 *
 * @throws OAuthError `not_found` and `invalid_request` for what is asked about
 */
export function explain(asked: Asked, context: Dependencies): Promise<Explained> {
  return inDiscarded(context.sql, async (tx) => {
    const { routes, as_of: position } = await readRoutesTable(tx);
    const { url: issuerUrl, console = null } = context.settings;
    const { request } = asked;
    const match = request && findMatch(routes, request, { issuerUrl, console });
    const matched = match?.kind === 'route' ? match : null;
    const operation = matched && (await operationAt(matched, request!, context.findOperation));
    const before = match && verdictBeforeCaller(match, request!, operation);
    if (before) {
      const of = matched?.route.api || null;
      const nothing = { checks: [], held: noneHeld };
      return { ...nothing, verdict: before, position, match, api: of, subject: null, whatIf: null };
    }
    const api = apiOf(matched, asked.api);
    const now = context.clock.now();
    const bySecret = matched !== null && credentialsAt(matched.route, 'client') === 'client_secret';
    const usualClient = matched?.route.admin === 'console' ? consoleClientId : null;
    const at = { api, now, bySecret, usualClient };
    const subject = await findSubject(tx, asked.subject, at, context);
    const isAdmin = api === adminAudience(issuerUrl);
    const about = { subject, matched, operation, isAdmin, api, now };
    const judged = await judge(tx, about);
    const whatIf = asked.whatIf && (await judgeSupposing(tx, asked.whatIf, about));
    return { ...judged, position, match, api, subject, whatIf };
  });
}

/** The issuer answers 404 before it looks at the token. Behind a gateway, the gateway checks the token first. */
function verdictBeforeCaller(
  match: ExplainedMatch,
  request: AskedRequest,
  operation: FoundOperation | OAuthError | null,
): Verdict | null {
  if (match.kind !== 'route' || match.route.admin !== 'issuer')
    return verdictBefore(match, request);
  return operation instanceof OAuthError ? deniedBy(operation) : null;
}

/** @throws OAuthError `invalid_request` where the route is for another API, or neither is told. */
function apiOf(matched: Matched | null, asked: string | null): string {
  const api = matched?.route.api ?? asked;
  if (api === null) throw new OAuthError('invalid_request', 'Name an API, or a method and a path.');
  if (asked !== null && asked !== api) {
    const { declared } = matched!.route;
    throw new OAuthError('invalid_request', `api: the route ${declared.path} is for ${api}.`);
  }
  return api;
}

interface About {
  subject: Subject;
  matched: Matched | null;
  /** Of the admin API. */
  operation: FoundOperation | OAuthError | null;
  /** Whether `api` is the admin API. */
  isAdmin: boolean;
  api: string;
  now: Date;
}

async function judgeSupposing(
  tx: Transaction,
  supposition: Supposition,
  about: About,
): Promise<Judged> {
  const { giveRoles, takeRoles, giveGroups, takeGroups } = supposition;
  const { kind, id } = about.subject;
  await requireNames(tx, 'role', [...giveRoles, ...takeRoles]);
  await requireNames(tx, 'group', [...giveGroups, ...takeGroups]);
  if (kind === 'user') await suppose(tx, id, supposition);
  else if (kind === 'link' || giveGroups.length + takeGroups.length > 0) {
    throw new OAuthError(
      'invalid_request',
      'what_if: only people can be in groups, and links have no roles.',
    );
  } else await supposeRoles(tx, id, { give: giveRoles, take: takeRoles });
  return judge(tx, about);
}

async function judge(
  tx: Transaction,
  { subject, matched, operation, isAdmin, api, now }: About,
): Promise<Judged> {
  const { facts, resolution } = await resolveWithin(tx, subject.token, {
    ...{ audience: api, now },
    resource: matched && resourceOf(matched.route, matched.parameters),
  });
  const seconds = now.getTime() / 1_000;
  const client = await readClient(tx, subject.clientId);
  const credentials = matched && credentialsAt(matched.route, subject.kind);
  const passed = matched
    ? verdictAt(matched, credentials, resolution, { client, now: seconds })
    : verdictAtApi(resolution);
  const audiences = facts.api?.audiences ?? [api];
  const required = matched?.route.permissions ?? [];
  const within = facts.holder?.kind === 'user' ? facts.holder.organization : null;
  const held =
    subject.kind === 'user'
      ? await readRolesOfUser(tx, subject.id, now)
      : await readRolesOfClient(tx, subject.clientId, now);
  if (within) {
    const of = { organization: within.id, userId: subject.id };
    held.push(...(await readRolesWithin(tx, of, now)));
  }
  const checks = checksOf(
    api,
    matched,
    {
      ...{ user: subject.user, grant: subject.grant, facts, resolution, held },
      ...{ clientId: subject.clientId, clientApis: client?.apis ?? [] },
      tokenApis: subject.token.audiences,
      clientState: client ? (client.disabled ? 'disabled' : 'usable') : 'unknown',
      givers: giversFor(subject, await readGivers(tx, audiences, required)),
      declared: await readDeclared(tx, audiences, required),
      scope: subject.token.scope,
      organization: subject.token.organization,
    },
    seconds,
  );
  const principal = resolution.ok ? resolution.principal : null;
  const { holder } = facts;
  const call = operation && (await judgeCall(tx, operation, { resolution, facts, held, api, now }));
  return {
    verdict: passed.allowed && call ? call.verdict : passed,
    checks: [...checks, ...(call?.checks ?? [])],
    held: {
      roles: holder?.roles ?? [],
      groups: holder?.kind === 'user' ? holder.groups : [],
      permissions: principal?.permissions ?? [],
      scope: principal?.scope ?? [],
      delegated: isAdmin ? await delegatedTo(tx, resolution, call?.reach, now) : [],
    },
  };
}

/** Only people can be in groups. */
const giversFor = ({ kind }: Subject, givers: readonly Giver[]): readonly Giver[] =>
  kind === 'user' ? givers : givers.map((giver) => ({ ...giver, groups: [] }));

const noneHeld: Held = { roles: [], groups: [], permissions: [], scope: [], delegated: [] };
