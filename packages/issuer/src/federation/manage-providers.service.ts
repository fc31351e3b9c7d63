import { isDeepStrictEqual } from 'node:util';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';
import { requireAuthorityToGive } from '../directory/give.service.ts';
import { takeUnmappedGroups } from '../directory/users/provider-groups.service.ts';
import { decryptAtRest } from '../keys/at-rest.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { sha256 } from '../runtime/sha256.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { endLostSignIns } from './end-lost-sign-ins.service.ts';
import {
  borrowsIssuer,
  type GivenProvider,
  readGiven,
  requireSecretFor,
} from './given-provider.ts';
import type { ProviderDetails } from './listed-provider.ts';
import { lostGrounds } from './lost-grounds.ts';
import { providerSecretLabel } from './provider.ts';
import type { DeclaredProvider } from './provider-declaration.ts';
import { forgetFailure } from './provider-failures.service.ts';
import { providerTypes } from './provider-types.ts';
import {
  countWhoseOnlyWay,
  deleteProvider as deleteRow,
  insertProvider,
  isKnownElsewhere,
  lockProviders,
  readGrounds,
  readStoredProvider,
  type StoredProvider,
  updateProvider,
} from './providers.store.ts';
import { columnsOf, sealSecret } from './stored-provider.service.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'changes' | 'clock' | 'random' | 'secrets' | 'mail' | 'settings'
>;

/** Who changes a provider, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

/** @throws OAuthError `not_found` */
export async function getProvider(id: string, sql: Queryable): Promise<ProviderDetails> {
  const stored = await readStoredProvider(sql, id);
  if (!stored) throw noSuchProvider(id);
  const { secret, ...details } = stored;
  return {
    ...details,
    has_secret: details.settings['auth_method'] !== 'none',
    // It is encrypted anew at each change, so that two of the same secret differ, too.
    secret_version: sha256(secret).toString('base64url').slice(0, 16),
  };
}

/**
 * @throws OAuthError `invalid_request` for what cannot be declared either; `conflict` where there is one of
 *   this id; `not_found` for a group that is not there; `insufficient_scope` as `requireAuthorityOver` says
 */
export async function createProvider(
  given: GivenProvider,
  caller: Caller,
  context: Dependencies,
): Promise<ProviderDetails> {
  const provider = readGiven(given, context.settings.url);
  return context.changes.takeAway(async (tx) => {
    await lockProviders(tx);
    await requireAuthorityOver(tx, [asStored(provider)], caller);
    const row = { ...columnsOf(provider), client_secret: sealSecret(provider, undefined, context) };
    const tags = await watched(tx, context, null, async () => {
      if (await insertProvider(tx, { ...row, id: provider.id })) return;
      const message = `There is a provider ${provider.id} already. Choose another id.`;
      throw new OAuthError('conflict', message);
    });
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'provider.create', actor: caller.actor },
      ...{ subjects: [`provider:${provider.id}`], detail: { type: provider.type } },
    });
    return { value: await getProvider(provider.id, tx), tags };
  });
}

/**
 * What is left out stays as it is, the secret as well; `settings` are given whole. Where they lead to
 * another address, the secret has to be given, too.
 *
 * @throws OAuthError as `createProvider`; `conflict` for a declared one
 */
export function changeProvider(
  id: string,
  change: Readonly<Record<string, unknown>>,
  { caller, guard }: By,
  context: Dependencies,
): Promise<ProviderDetails> {
  return context.changes.takeAway(async (tx) => {
    await lockProviders(tx);
    const before = await requireOwn(tx, id, guard);
    const { secret, declared: _, issuer: __, ...kept } = before;
    const wanted = Object.entries(change).filter(([, value]) => value !== undefined);
    const given = Object.fromEntries(wanted);
    const provider = readGiven(
      { ...{ ...kept, ...secretOf(before, context) }, ...given },
      context.settings.url,
    );
    requireSecretFor(provider, before, given);
    const client_secret = sealSecret(provider, secret, context);
    const columns = columnsOf(provider);
    // What comes out of the database has its keys in another order.
    const isSame = isDeepStrictEqual(columns.settings, before.settings);
    const after = { ...columns, settings: isSame ? before.settings : columns.settings };
    const { changed, ...values } = fieldChanges<Record<string, unknown>>({ ...before }, after);
    const isNewSecret = client_secret !== secret;
    if (changed.length === 0 && !isNewSecret) return { value: await getProvider(id, tx), tags: [] };
    await requireAuthorityOver(tx, [before, asStored(provider)], caller);
    const tags = await watched(tx, context, before, () =>
      updateProvider(tx, { ...after, id, client_secret }),
    );
    await forgetFailure(id, tx);
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'provider.update', actor: caller.actor },
      subjects: [`provider:${id}`],
      detail: { changed: isNewSecret ? [...changed, 'secret'] : changed, ...values },
    });
    return { value: await getProvider(id, tx), tags };
  });
}

/** As many are counted. */
const mostPeople = 10_000;

/**
 * What people have there stays linked: a provider that is made later with the same issuer opens their accounts
 * again. Deleting what is not there is no error.
 *
 * @throws OAuthError `conflict` for a declared one, and, unless it is forced, where it is the only way in of
 *   some people; `insufficient_scope` as `requireAuthorityOver` says
 */
export function deleteProvider(
  id: string,
  { caller, guard, force }: By & { force: boolean },
  context: Dependencies,
): Promise<void> {
  return context.changes.takeAway(async (tx) => {
    await lockProviders(tx);
    if (!(await readStoredProvider(tx, id))) return [];
    const before = await requireOwn(tx, id, guard);
    await requireAuthorityOver(tx, [before], caller);
    const people = await countStranded(tx, before, context);
    if (people > 0 && !force) {
      const count = `${people === mostPeople ? 'At least ' : ''}${people}`;
      const message = `${count} ${people === 1 ? 'person signs' : 'people sign'} in with this provider and in no other way. Repeat with force=true to delete it all the same.`;
      throw new OAuthError('conflict', message);
    }
    const tags = await watched(tx, context, before, () => deleteRow(tx, id));
    await recordAudit(tx, {
      ...{ at: context.clock.now(), action: 'provider.delete', actor: caller.actor },
      ...{ subjects: [`provider:${id}`], detail: { people } },
    });
    return tags;
  });
}

async function countStranded(
  tx: Transaction,
  provider: StoredProvider,
  { mail }: Pick<Context, 'mail'>,
): Promise<number> {
  const { ways } = await readPolicy(tx, signInPolicy);
  const offered = {
    password: ways.includes('password'),
    passkey: ways.includes('passkey'),
    mail: mail.canSend && (ways.includes('email_code') || ways.includes('magic_link')),
  };
  return countWhoseOnlyWay(tx, provider, offered, mostPeople);
}

/** Makes the change, and ends what was signed in on grounds that count no more. @returns what is cached of it */
async function watched(
  tx: Transaction,
  { clock }: Pick<Context, 'clock'>,
  stored: StoredProvider | null,
  change: () => Promise<void>,
) {
  const before = await readGrounds(tx);
  await change();
  const lost = lostGrounds(before, await readGrounds(tx));
  const differences = [
    ...(stored && groupsIn(stored).length > 0 ? await takeUnmappedGroups(tx) : []),
    ...(await endLostSignIns(tx, lost, clock.now())),
  ];
  return differences.flatMap(({ tags }) => tags);
}

type Reaching = Pick<
  StoredProvider,
  'id' | 'issuer' | 'trusted_for_domains' | 'default_groups' | 'settings'
>;

/**
 * The administrator who sets up a provider decides who its people are. Where accounts are opened by its issuer already, or may be
 * because another provider has it, and where it vouches for addresses, one of them can be an administrator's, now
 * or later: so it takes all that they have. The same holds for one that names an issuer and asks another place
 * who a person is: it would have the accounts of that issuer before there is a provider for it. Its
 * groups are given as by anyone else, and accounts for all who come are users that are made.
 *
 * @throws OAuthError `insufficient_scope`; `not_found` for a group that is not there
 */
async function requireAuthorityOver(
  tx: Transaction,
  reaching: readonly Reaching[],
  caller: Caller,
): Promise<void> {
  for (const { id, issuer, trusted_for_domains, default_groups, settings } of reaching) {
    const reachesAll =
      trusted_for_domains.length > 0 ||
      borrowsIssuer({ issuer, settings }) ||
      (await isKnownElsewhere(tx, { id, issuer }));
    if (reachesAll) {
      requireAuthority(caller, adminPermissions);
    }
    if (settings['registration'] === 'open') requireAuthority(caller, ['users:write']);
    const groups = [...default_groups, ...groupsIn({ settings })];
    await requireAuthorityToGive(tx, { roles: [], groups }, caller);
  }
}

/** Those that claims give. */
const groupsIn = ({ settings }: Pick<StoredProvider, 'settings'>): string[] =>
  ((settings['groups'] ?? []) as { group: string }[]).map(({ group }) => group);

const asStored = (provider: DeclaredProvider): Reaching => {
  const { issuer, settings } = columnsOf(provider);
  const { id, trusted_for_domains, default_groups } = provider;
  return { id, issuer, settings, trusted_for_domains, default_groups };
};

async function requireOwn(tx: Transaction, id: string, guard: Guard): Promise<StoredProvider> {
  const provider = await readStoredProvider(tx, id);
  if (!provider) throw noSuchProvider(id);
  if (provider.declared) throw declaredElsewhere(`The provider ${id}`);
  await guard(tx);
  return provider;
}

/** By the name that its type has for it. */
function secretOf(
  { id, type, secret, settings }: StoredProvider,
  { secrets }: Pick<Context, 'secrets'>,
): object {
  const { credential } = providerTypes[type as keyof typeof providerTypes];
  const plain = decryptAtRest(secrets.atRest, providerSecretLabel(id), secret).toString();
  if (settings['auth_method'] === 'none' || plain === '') return {};
  return credential === 'private_key' ? { private_key: plain } : { client_secret: plain };
}

const noSuchProvider = (id: string): OAuthError =>
  new OAuthError('not_found', `There is no provider ${id}.`);
