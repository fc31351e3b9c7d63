import type { z } from 'zod';
import type { Check } from './checks.ts';
import type { Asked, Explained, Judged } from './explain.service.ts';
import type { explainedSchema } from './explain-schema.ts';
import type { Subject } from './subject.service.ts';
import type { HeldRole } from './ways.ts';

/** What `POST /admin/v1/explain` answers. */
export function showExplained(
  { request }: Asked,
  { position, match, api, subject, whatIf, ...judged }: Explained,
): z.input<typeof explainedSchema> {
  return {
    ...showJudged(judged),
    ...{ position, request, api },
    route: match?.kind === 'route' ? showRoute(match.route) : null,
    subject: subject && showSubject(subject),
    assumed: subject ? assumptions(subject) : [],
    what_if: whatIf && { ...showJudged(whatIf), ...differences(judged, whatIf) },
  };
}

function showJudged({ verdict, checks, held }: Judged) {
  return { ...verdict, chain: checks.map(showCheck), held: copyHeld(held) };
}

const showCheck = ({ link, name, holds, sentence, ways, mend }: Check) => ({
  ...{ link, name, holds, sentence },
  ways: ways.map(showWay),
  mend: [...mend],
});

const showWay = ({ role, groups, provider, organization, on, declared, validUntil }: HeldRole) => ({
  ...{ role, groups: [...groups], provider, organization, on, declared },
  valid_until: validUntil?.toISOString() ?? null,
});

const copyHeld = ({ roles, groups, permissions, scope, delegated }: Judged['held']) => ({
  roles: [...roles],
  groups: [...groups],
  permissions: permissions.toSorted(),
  scope: [...scope],
  delegated: delegated.map(({ type, identifier, permissions: there }) => ({
    ...{ type, identifier },
    permissions: [...there],
  })),
});

type FoundRoute = Extract<NonNullable<Explained['match']>, { kind: 'route' }>['route'];

const showRoute = ({ declared, methods, accepts }: FoundRoute) => ({
  path: declared.path,
  host: declared.host ?? null,
  methods: methods && [...methods],
  authenticate: [...accepts],
  require: { ...declared.require },
});

const showSubject = ({ kind, id, user, clientId, grant, token }: Subject) => ({
  ...{ kind, id, name: user?.name ?? null, email: user?.email ?? null },
  ...{ client: clientId, grant: grant?.id ?? null },
  organization: token.organization ?? null,
});

function assumptions({ kind, assumed, clientId, token, grant }: Subject): string[] {
  const sentences: string[] = [];
  if (kind !== 'user' || grant) return sentences;
  if (assumed.client) sentences.push(`They use the client ${clientId}.`);
  sentences.push(
    assumed.signIn
      ? `They sign in now, with one factor, and ${clientId} asks for all its scopes.`
      : `They sign in now as they did last, for ${token.scope.join(' ') || 'no scope'}.`,
  );
  return sentences;
}

function differences(before: Judged, after: Judged) {
  const more = (one: Judged, other: Judged) => ({
    roles: one.held.roles.filter((role) => !other.held.roles.includes(role)),
    permissions: one.held.permissions.filter((each) => !other.held.permissions.includes(each)),
  });
  return { gained: more(after, before), lost: more(before, after) };
}
