import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { PrincipalKind } from '@sallyport/protocol/principal.ts';
import { clientOfApi, readClient } from '../clients/explained-clients.service.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { getOrganization } from '../directory/organizations/manage-organizations.service.ts';
import { findPerson } from '../directory/suppose.service.ts';
import type { User } from '../directory/users/user.ts';
import { readGrant, supposeGrant, usualSignIn } from '../grants/grant-owner.service.ts';
import type { ToldReceipt } from '../receipts/receipt-schema.ts';
import { numericDate } from '../runtime/clock.ts';
import type { SealedFacts } from '../tokens/sealed-token.ts';

/** Whom it is asked about: a person, what they granted, a client that acts for itself, or a caller of a receipt. */
export interface AskedSubject {
  /** Id or address. */
  user?: string | undefined;
  grant?: string | undefined;
  /** With a person, the client that they use. */
  client?: string | undefined;
  /** The key of the organization that the person acts for. */
  organization?: string | undefined;
  caller?: NonNullable<ToldReceipt['caller']> | undefined;
}

/** A caller, with a token that it could have. */
export interface Subject {
  kind: PrincipalKind;
  id: string;
  user: User | null;
  clientId: string;
  grant: { id: string; ends: string | null } | null;
  token: SealedFacts;
  /** What was not said, and is supposed. */
  assumed: { client: boolean; signIn: boolean };
}

type Dependencies = Pick<Context, 'random'>;

interface At {
  api: string;
  now: Date;
  /** Whether a client calls by its secret, and so has a token for this API alone. */
  bySecret: boolean;
  /** Which client a person uses there, where that is known. */
  usualClient: string | null;
}

/** @throws OAuthError `not_found`; `invalid_request` where no client is known that a person could use. */
export async function findSubject(
  tx: Transaction,
  asked: AskedSubject,
  at: At,
  context: Dependencies,
): Promise<Subject> {
  const { user, client, caller } = asked;
  const grant = asked.grant ?? caller?.grant;
  if (grant !== undefined) return ofGrant(tx, grant, at, context);
  const { kind = 'user', sub, client: callers } = caller ?? {};
  const link = kind === 'link' && sub?.startsWith('link:') ? sub.slice('link:'.length) : null;
  if (link !== null && callers !== undefined) return ofLink(link, callers, at, context);
  const person = user ?? (kind === 'user' ? sub : undefined);
  if (person !== undefined) {
    const of = {
      client: client ?? callers ?? at.usualClient,
      organization: asked.organization ?? null,
    };
    return ofPerson(tx, person, of, at, context);
  }
  const id = client ?? callers;
  if (id !== undefined) return ofClient(tx, id, at, context);
  throw new OAuthError('invalid_request', 'Name a user, a client, a grant, a token or a receipt.');
}

async function ofPerson(
  tx: Transaction,
  text: string,
  { client, organization: key }: { client: string | null; organization: string | null },
  at: At,
  context: Dependencies,
): Promise<Subject> {
  const user = await findPerson(tx, text);
  const { api, now } = at;
  const usual = await usualSignIn(tx, { userId: user.id, api, clientId: client });
  const clientId = client ?? usual?.clientId ?? (await clientOfApi(tx, api));
  if (clientId === null) {
    throw new OAuthError(
      'invalid_request',
      `client: no client that people sign in to may call ${api}. Name one.`,
    );
  }
  const known = await readClient(tx, clientId);
  const organization = key === null ? null : await getOrganization(key, tx);
  const scope = usual?.scope ?? known?.scopes ?? [];
  const acr = usual?.acr ?? 'aal1';
  const source = known
    ? await supposeGrant(tx, { userId: user.id, clientId, scope, api, acr }, { ...context, now })
    : context.random.uuid();
  return {
    ...{ kind: 'user', id: user.id, user, clientId, grant: null },
    token: {
      ...tokenOf({ kind: 'user', source, client: clientId, scope }, at, context),
      audiences: known?.apis ?? [],
      ...(organization && { organization: organization.id }),
    },
    assumed: { client: client === null, signIn: usual === null },
  };
}

async function ofGrant(
  tx: Transaction,
  id: string,
  at: At,
  context: Dependencies,
): Promise<Subject> {
  const grant = await readGrant(tx, id);
  if (!grant) throw new OAuthError('not_found', `There is no grant ${id}, or it ended long ago.`);
  const { userId, clientId, scope, apis, details, organization, impersonation } = grant;
  const user = await findPerson(tx, userId);
  const own = details.filter(({ api }) => api === at.api);
  const confined = details.length > 0 && {
    details: own.map(({ type, identifier, actions }) => ({ type, identifier, actions })),
  };
  return {
    ...{ kind: 'user', id: userId, user, clientId },
    grant: { id, ends: whyOver(grant, at.now) },
    token: {
      ...tokenOf({ kind: 'user', source: id, client: clientId, scope }, at, context),
      audiences: apis,
      ...(organization !== null && { organization }),
      ...(impersonation !== null && { impersonation }),
      ...confined,
    },
    assumed: { client: false, signIn: false },
  };
}

interface Ending {
  revokedAt: Date | null;
  expiresAt: Date;
  sessionEnded: boolean;
  impersonationOver: boolean;
}

/** Null while it is good. */
function whyOver(
  { revokedAt, expiresAt, sessionEnded, impersonationOver }: Ending,
  now: Date,
): string | null {
  if (revokedAt) return `It was revoked at ${revokedAt.toISOString()}.`;
  if (expiresAt <= now) return `It ended at ${expiresAt.toISOString()}.`;
  if (impersonationOver) {
    return 'The administrator who acted as the person may not do so any more.';
  }
  return sessionEnded ? 'The session that it was made in has ended.' : null;
}

async function ofLink(
  id: string,
  clientId: string,
  at: At,
  context: Dependencies,
): Promise<Subject> {
  return {
    ...{ kind: 'link', id: `link:${id}`, user: null, clientId, grant: null },
    token: tokenOf({ kind: 'link', source: id, client: clientId, scope: [] }, at, context),
    assumed: { client: false, signIn: false },
  };
}

async function ofClient(
  tx: Transaction,
  clientId: string,
  at: At,
  context: Dependencies,
): Promise<Subject> {
  const client = await readClient(tx, clientId);
  if (!client) throw new OAuthError('not_found', `There is no client ${clientId}.`);
  const { scopes: scope, apis: audiences } = client;
  return {
    ...{ kind: 'client', id: clientId, user: null, clientId, grant: null },
    token: {
      ...tokenOf({ kind: 'client', source: clientId, client: clientId, scope }, at, context),
      audiences: at.bySecret ? [at.api] : audiences,
    },
    assumed: { client: false, signIn: false },
  };
}

/** One that is made now: whether a certain token has expired is not asked. */
function tokenOf(
  of: Pick<SealedFacts, 'kind' | 'source' | 'client' | 'scope'>,
  { api, now }: At,
  { random }: Pick<Context, 'random'>,
): SealedFacts {
  const issuedAt = numericDate(now);
  return { ...of, id: random.uuid(), audiences: [api], issuedAt, expiresAt: issuedAt + 600 };
}
