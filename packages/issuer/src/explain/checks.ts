import { reaches } from '@sallyport/protocol/acr.ts';
import {
  describeUnmet,
  findUnmet,
  type Unmet,
  unmetSignIn,
} from '@sallyport/protocol/routes/requirement.ts';
import type { ApiFacts, Facts } from '../swap/facts.ts';
import { type Resolution, withoutOrganization } from '../swap/resolution.ts';
import type { Matched } from './find-match.ts';
import type { ExplainedRoute } from './verdict.ts';
import { type Giver, giveRole, type HeldRole, type Mend, mendsOf, waysTo } from './ways.ts';

/** One link of the chain from who calls to the route: whether it holds, by which ways, and what would mend it. */
export interface Check {
  link:
    | 'account'
    | 'grant'
    | 'client'
    | 'api'
    | 'organization'
    | 'credentials'
    | 'sign_in'
    | 'permission'
    | 'resource'
    | 'scope'
    | 'role';
  /** What it is about: a permission, a client. */
  name: string;
  holds: boolean;
  sentence: string;
  ways: readonly HeldRole[];
  mend: readonly Mend[];
}

/** All that is known of who calls. */
export interface Known {
  /** Of a person: null for others. */
  user: { email: string; disabled: boolean } | null;
  /** Whether what they have granted is good, where it was asked about a grant. */
  grant: { id: string; ends: string | null } | null;
  clientId: string;
  clientState: 'usable' | 'disabled' | 'unknown';
  clientApis: readonly string[];
  /** What the token is for: of a grant, what the person agreed to then. */
  tokenApis: readonly string[];
  facts: Facts;
  resolution: Resolution<ApiFacts>;
  held: readonly HeldRole[];
  givers: readonly Giver[];
  declared: readonly string[];
  /** Of the token: its id. */
  organization: string | undefined;
  /** Of the token. */
  scope: readonly string[];
}

/**
 * The chain, link by link, in the order in which the first broken one decides. The verdict is not made here:
 * what is read of the same facts in two ways is compared by a test.
 */
export function checksOf(api: string, matched: Matched | null, known: Known, now: number): Check[] {
  const { resolution } = known;
  const unmet =
    matched && resolution.ok
      ? findUnmet(resolution.principal, matched.route, matched.parameters, now)
      : null;
  return [
    ...accountChecks(known),
    ...clientChecks(api, known),
    ...organizationChecks(known),
    ...apiSignInChecks(api, known),
    ...(matched && matched.route.admin !== 'issuer'
      ? requirementChecks(matched.route, known, unmet)
      : []),
    ...(matched ? routeSignInChecks(matched.route, known, now) : []),
  ];
}

function accountChecks({ user, grant }: Known): Check[] {
  const checks: Check[] = [];
  if (user) {
    const mend: Mend = { do: 'enable', sentence: 'Enable the account.' };
    const state = user.disabled ? 'is disabled: none of its tokens works' : 'is active';
    checks.push(check('account', user.email, !user.disabled, `The account ${state}.`, [mend]));
  }
  if (grant) {
    const mend: Mend = { do: 'sign_in', sentence: 'Sign in again at the client.' };
    const sentence = grant.ends ?? 'What the person granted to the client is good.';
    checks.push(check('grant', grant.id, grant.ends === null, sentence, [mend]));
  }
  return checks;
}

function clientChecks(api: string, known: Known): Check[] {
  const { clientId, clientState } = known;
  const enable: Mend = { do: 'enable', sentence: `Enable the client ${clientId}.` };
  const sentence = {
    usable: `The client ${clientId} is registered.`,
    disabled: `The client ${clientId} is disabled: none of its tokens works.`,
    unknown: `There is no client ${clientId}.`,
  }[clientState];
  return [
    check('client', clientId, clientState === 'usable', sentence, [enable]),
    apiCheck(api, known),
  ];
}

/** The client has to be allowed to call the API, and the token to be for it: what was granted before is not. */
function apiCheck(api: string, { clientId, clientApis, tokenApis }: Known): Check {
  if (!clientApis.includes(api)) {
    const allow: Mend = { do: 'allow_api', sentence: `Add ${api} to the apis of ${clientId}.` };
    return check('api', api, false, `The client may not call ${api}.`, [allow]);
  }
  if (tokenApis.includes(api)) return check('api', api, true, `The client may call ${api}.`, []);
  const again: Mend = { do: 'sign_in', sentence: `Sign in again at ${clientId}.` };
  const sentence = `The client may call ${api}, but what it was granted at that sign-in is for other APIs.`;
  return check('api', api, false, sentence, [again]);
}

/** What the token is for, before what is asked of it. */
function organizationChecks({ organization, facts, user }: Known): Check[] {
  if (organization === undefined) return [];
  const { holder } = facts;
  const held = holder?.kind === 'user' ? holder.organization : null;
  const gone = withoutOrganization({ organization }, facts);
  const sentence = gone?.reason ?? `They act for ${held?.name}, of which they are a member.`;
  const mend: Mend = {
    do: 'join_organization',
    sentence: `Enable the organization, make ${user?.email ?? 'the person'} a member, and give the client the scope organization.`,
  };
  return [check('organization', held?.key ?? organization, gone === null, sentence, [mend])];
}

const signInAgain: Mend = {
  do: 'sign_in',
  sentence: 'Sign in again, as the challenge of the answer asks.',
};

/** What the API asks of a sign-in is judged before what routes ask. */
function apiSignInChecks(api: string, { facts: { holder, api: at } }: Known): Check[] {
  if (holder?.kind !== 'user' || !at) return [];
  const holds = reaches(holder.acr, at.acr);
  const sentence = `${api} needs a sign-in with acr ${at.acr}; it was ${holder.acr}.`;
  return [check('sign_in', `acr ${at.acr}`, holds, sentence, [signInAgain])];
}

/** What a route asks of it, last. */
function routeSignInChecks(route: ExplainedRoute, { resolution }: Known, now: number): Check[] {
  if ((route.acr === null && route.maxAge === null) || !resolution.ok) return [];
  const holds = unmetSignIn(resolution.principal, route, now) === null;
  const asked = [
    ...(route.acr ? [`acr ${route.acr.join(' or ')}`] : []),
    ...(route.maxAge === null ? [] : [`no more than ${route.maxAge} s ago`]),
  ].join(', ');
  const sentence = `The route needs a sign-in with ${asked}.`;
  return [check('sign_in', asked, holds, sentence, [signInAgain])];
}

function requirementChecks(route: ExplainedRoute, known: Known, unmet: Unmet | null): Check[] {
  const { resolution, held, givers, declared, scope, clientId } = known;
  const principal = resolution.ok ? resolution.principal : null;
  const confined = (principal?.authorization_details.length ?? 0) > 0;
  const required = route.permissions ?? [];
  // Nothing but a role on the resource lets a caller through who lacks one.
  const byResource =
    principal !== null &&
    unmet?.kind !== 'permissions' &&
    required.some((permission) => !principal.permissions.includes(permission));
  const permissions = confined || byResource ? [] : required;
  const { api } = route;
  return [
    ...organizationOfRoute(route, unmet),
    ...permissions.map((permission) => {
      const ways = waysTo(permission, held, givers);
      const holds = principal ? principal.permissions.includes(permission) : ways.length > 0;
      const isDeclared = declared.includes(permission);
      const mend = mendsOf(permission, { api, givers, isDeclared });
      const sentence = `The route needs the permission ${permission} at ${api}.`;
      return check('permission', permission, holds, sentence, mend, holds ? ways : []);
    }),
    ...(route.details || confined ? [resourceCheck(route, unmet)] : []),
    ...route.scopes.map((name) => {
      const holds = principal ? principal.scope.includes(name) : scope.includes(name);
      const sentence = `The route needs the scope ${name}.`;
      const mend: Mend[] = [
        { do: 'ask_for_scope', sentence: `Let ${clientId} ask for ${name} at sign-in.` },
        { do: 'allow_scope', sentence: `Add ${name} to the scopes of ${clientId}.` },
      ];
      return check('scope', name, holds, sentence, mend);
    }),
    ...route.roles.map((role) => {
      const ways = held.filter((one) => one.role === role);
      const holds = principal?.roles?.includes(role) ?? false;
      const sentence =
        ways.length > 0 && !holds
          ? `The route needs the role ${role}, which is held and gives no permission at ${api}: only roles that do are told to gateways.`
          : `The route needs the role ${role}.`;
      return check('role', role, holds, sentence, [giveRole(role)], ways);
    }),
  ];
}

function organizationOfRoute({ organization }: ExplainedRoute, unmet: Unmet | null): Check[] {
  if (organization === null) return [];
  const isMissing = unmet?.kind === 'organization';
  const sentence = isMissing
    ? describeUnmet(unmet, '')
    : 'The route needs an access token for an organization.';
  const mend: Mend = {
    do: 'sign_in',
    sentence: 'Sign in for the organization: with its key as the parameter organization.',
  };
  const name = organization === true ? 'any' : organization;
  return [check('organization', name, !isMissing, sentence, [mend])];
}

function resourceCheck(route: ExplainedRoute, unmet: Unmet | null): Check {
  const { details, declared, api } = route;
  const name = details ? `${details.type} ${details.identifier}` : declared.path;
  const isMissing = unmet?.kind === 'details' || unmet?.kind === 'confined';
  const sentence = isMissing
    ? describeUnmet(unmet, api)
    : 'The route names a resource: a token for it passes, a role on it, and the permissions of the route.';
  const mend: Mend = {
    do: 'change_route',
    sentence:
      'Give a role on this resource, use a token for it, or name a permission at the route beside it.',
  };
  return check('resource', name, !isMissing, sentence, [mend]);
}

const check = (
  link: Check['link'],
  name: string,
  holds: boolean,
  sentence: string,
  mend: readonly Mend[],
  ways: readonly HeldRole[] = [],
): Check => ({ link, name, holds, sentence, ways, mend: holds ? [] : mend });
