import type { Actor } from '@sallyport/protocol/foreign-principal.ts';
import type { AccessTokenClaims } from '@sallyport/protocol/principal.ts';
import type { ApiFacts } from '../swap/facts.ts';
import { type Issue, insideClaims, type Resolved } from '../swap/resolution.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';
import type { SubjectClaims } from './subject-token.ts';

/** How many services may stand behind one another. */
export const maxActors = 5;

/** The access token that a subject token stands for, as far as its claims tell. */
export const originalToken = (subject: SubjectClaims): SealedFacts => {
  const { origin } = subject;
  const client = origin.client ?? subject.client_id;
  return {
    id: origin.id,
    kind: subject.sub_kind,
    source: sourceOf(subject, client),
    client,
    scope: subject.scope?.split(' ') ?? [],
    audiences: [entryApi(subject)],
    ...(subject.org_id !== undefined && { organization: subject.org_id }),
    ...(origin.impersonation !== undefined && { impersonation: origin.impersonation }),
    issuedAt: subject.iat,
    expiresAt: origin.exp,
  };
};

/** The API that the access token was sent to, at the beginning of the chain. */
export const entryApi = ({ origin, aud }: SubjectClaims): string =>
  origin.api ?? (typeof aud === 'string' ? aud : aud[0]!);

function sourceOf({ sub_kind: kind, sub, origin }: SubjectClaims, client: string): string {
  if (kind === 'user') return origin.grant ?? '';
  return kind === 'link' ? sub.slice('link:'.length) : client;
}

/** The services that stand behind one another, the last first: not the administrator who acts as the subject. */
export const actorsOf = (actor: Actor | undefined): string[] =>
  actor && actor.sub_kind === undefined ? [actor.sub, ...actorsOf(actor.act)] : [];

interface Exchange {
  subject: SubjectClaims;
  /** What the access token behind it amounts to now, at the API of the subject token. */
  resolution: Resolved<ApiFacts>;
  /** The service that calls, as a client. */
  caller: string;
  /** The API that it calls, with what the subject may do there. */
  target: ApiFacts;
  scope: string[];
}

/**
 * The claims of the JWT for the other API: the same subject, by its rights there. `client_id` is the
 * client that asked, and `act` names it with those before it (RFC 8693, sections 4.1 and 4.3).
 */
export function exchangedClaims(exchange: Exchange, issue: Issue): AccessTokenClaims {
  const { subject, resolution, caller, target, scope } = exchange;
  const { permissions } = target;
  // What is allowed with single resources of the API before is nothing that this one may know.
  const {
    assigned_details: _,
    assigned_subtrees: __,
    more_assigned_details: ___,
    ...common
  } = resolution.principal;
  const principal = { ...common, scope, permissions };
  const claims = insideClaims({ ...resolution, principal, api: target }, issue);
  return {
    ...claims,
    client_id: caller,
    origin: { ...subject.origin, client: resolution.token.client, api: entryApi(subject) },
    act: { sub: caller, ...(subject.act && { act: subject.act }) },
  };
}
