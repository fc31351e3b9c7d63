import { type ErrorCode, errorStatus, type OAuthError } from '@sallyport/protocol/errors.ts';
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
import { whyNotBySecret } from '../clients/by-secret.ts';
import type { Client } from '../clients/client.ts';
import type { ApiFacts } from '../swap/facts.ts';
import type { Resolution } from '../swap/resolution.ts';
import type { ExplainedMatch, Matched } from './find-match.ts';

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
  /** Where the admin API answers what it takes: the issuer itself, or behind the console; null for services. */
  admin: 'issuer' | 'console' | null;
}

export interface AskedRequest {
  method: string;
  /** In lower case; null where any will do. */
  host: string | null;
  path: string;
}

/** @param names of the parameters of its path */
export function explainedRoute(
  route: Route,
  names: string[],
  admin: ExplainedRoute['admin'],
): ExplainedRoute {
  const { authenticate = ['bearer', 'cookie'], methods = route.require?.methods } = route;
  return {
    ...requirementOf(route, names),
    methods: withHead(methods),
    isPublic: authenticate === 'none',
    accepts: authenticate === 'none' ? [] : authenticate,
    declared: route,
    admin,
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
    case 'page':
      return allow(
        'The console is served to everyone. Who is signed in there, and what they may do, is decided where it calls the admin API: ask about a path below /console/api/.',
      );
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
  if (!resolution.ok) return refuse(resolution);
  if (route.admin === 'issuer') return allow(mayBeCalled);
  const unmet = findUnmet(resolution.principal, route, parameters, now);
  if (!unmet) return allow('Every requirement of the route is met.');
  const isSignIn = unmet.kind === 'acr' || unmet.kind === 'max_age';
  const error = isSignIn ? 'insufficient_user_authentication' : 'insufficient_scope';
  return deny(error, describeUnmet(unmet, route.api));
}

/** Of an API alone, where no request is asked about. */
export const verdictAtApi = (resolution: Resolution<ApiFacts>): Verdict =>
  resolution.ok ? allow('The API can be called; what it allows is in `held`.') : refuse(resolution);

/** Of an operation of the admin API that the caller may call. */
export const verdictAtOperation = (method: string): Verdict =>
  allow(
    ['GET', 'HEAD'].includes(method)
      ? mayBeCalled
      : `${mayBeCalled} Whether they may give what its body names, it judges itself.`,
  );

const mayBeCalled = 'The operation may be called.';

export const deniedBy = (error: OAuthError): Verdict => deny(error.code, error.message);

const refuse = ({ error, reason }: { error: ErrorCode; reason: string }): Verdict =>
  deny(error, reason);

const deny = (error: ErrorCode, reason: string): Verdict => ({
  ...{ allowed: false, status: errorStatus(error), error, reason },
});

const allow = (reason: string): Verdict => ({ allowed: true, status: 200, error: null, reason });
