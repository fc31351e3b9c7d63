import { type ErrorCode, errorStatus } from '@sallyport/protocol/errors.ts';
import type { Authentication, Route } from '@sallyport/protocol/route.ts';
import {
  acceptsNoToken,
  isNeverForwarded,
  neverForwarded,
  takesMethods,
} from '@sallyport/protocol/routes/never-forwarded.ts';
import {
  describeUnmet,
  findUnmet,
  type RouteRequirement,
  requirementOf,
  withHead,
} from '@sallyport/protocol/routes/requirement.ts';
import { type RouteMatch, RouteTree } from '@sallyport/protocol/routes/route-tree.ts';
import { whyNotBySecret } from '../clients/by-secret.ts';
import type { Client } from '../clients/client.ts';
import type { ApiFacts } from '../swap/facts.ts';
import type { Resolution } from '../swap/resolution.ts';

/** What a gateway answers: `error` is null where the request goes on to the service. */
export interface Verdict {
  allowed: boolean;
  /** 200 where it is allowed: what the service answers is not known. */
  status: number;
  error: ErrorCode | null;
  /** As the caller is told. */
  reason: string;
}

export interface ExplainedRoute extends RouteRequirement {
  methods: ReadonlySet<string> | null;
  isPublic: boolean;
  accepts: readonly Authentication[];
  declared: Route;
}

export type ExplainedMatch = RouteMatch<ExplainedRoute>;

export type Matched = Extract<ExplainedMatch, { kind: 'route' }>;

export interface AskedRequest {
  method: string;
  /** In lower case; null where any will do. */
  host: string | null;
  path: string;
}

/** Finds the route as gateways do. */
export function matchRoute(
  routes: readonly Route[],
  { method, host, path }: AskedRequest,
): ExplainedMatch {
  const tree = new RouteTree<ExplainedRoute>();
  for (const route of routes) tree.add(route, (names) => explained(route, names));
  const hosts = host === null ? ['', ...routes.flatMap((route) => route.host ?? [])] : [host];
  const matches = hosts.map((each) => tree.match(method, each, path));
  return matches.find(({ kind }) => kind === 'route') ?? matches[0]!;
}

function explained(route: Route, names: string[]): ExplainedRoute {
  const { authenticate = ['bearer', 'cookie'], methods = route.require?.methods } = route;
  return {
    ...requirementOf(route, names),
    methods: withHead(methods),
    isPublic: authenticate === 'none',
    accepts: authenticate === 'none' ? [] : authenticate,
    declared: route,
  };
}

/** Null where a route has to be judged by who calls. */
export function verdictBefore(
  match: ExplainedMatch,
  { method, path }: AskedRequest,
): Verdict | null {
  if (isNeverForwarded(method)) return deny('method_not_allowed', neverForwarded(method));
  switch (match.kind) {
    case 'no_route':
      return deny('not_found', `Nothing is at ${path}.`);
    case 'bad_path':
      return deny('invalid_request', match.reason);
    case 'method_not_allowed':
      return deny('method_not_allowed', takesMethods(match.allow));
    case 'route':
      return match.route.isPublic ? allow('The route is public.') : null;
  }
}

/** How a person or a client shows who it is at a route; null where it has nothing that the route takes. */
export function credentialsAt(
  { accepts }: Pick<ExplainedRoute, 'accepts'>,
  kind: 'user' | 'client' | 'link',
): Authentication | null {
  const usable: readonly Authentication[] =
    kind === 'user'
      ? ['bearer', 'cookie']
      : kind === 'client'
        ? ['bearer', 'client_secret']
        : ['bearer'];
  return usable.find((way) => accepts.includes(way)) ?? null;
}

/** @param about the client that calls by its secret; now, in seconds since the Unix epoch */
export function verdictAt(
  { route, parameters }: Matched,
  credentials: Authentication | null,
  resolution: Resolution<ApiFacts>,
  { client, now }: { client: Client | undefined; now: number },
): Verdict {
  if (credentials === null) return deny('invalid_token', acceptsNoToken);
  const why = credentials === 'client_secret' && client ? whyNotBySecret(client) : null;
  if (why) return deny(why.code, why.message);
  if (!resolution.ok) return deny(resolution.error, resolution.reason);
  const unmet = findUnmet(resolution.principal, route, parameters, now);
  if (!unmet) return allow('Every requirement of the route is met.');
  const isSignIn = unmet.kind === 'acr' || unmet.kind === 'max_age';
  const error = isSignIn ? 'insufficient_user_authentication' : 'insufficient_scope';
  return deny(error, describeUnmet(unmet, route.api));
}

/** Of an API alone, where no request is asked about. */
export const verdictAtApi = (resolution: Resolution<ApiFacts>): Verdict =>
  resolution.ok
    ? allow('The API can be called; what it allows is in `held`.')
    : deny(resolution.error, resolution.reason);

const deny = (error: ErrorCode, reason: string): Verdict => ({
  ...{ allowed: false, status: errorStatus(error), error, reason },
});

const allow = (reason: string): Verdict => ({ allowed: true, status: 200, error: null, reason });
