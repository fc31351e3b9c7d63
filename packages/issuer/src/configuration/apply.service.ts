import { accountPolicy } from '../account/account-policy.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { applyBranding } from '../branding/apply-branding.service.ts';
import type { Changed } from '../changes/changes.service.ts';
import { applyClients } from '../clients/apply-clients.service.ts';
import { commandLineClient } from '../clients/command-line-client.ts';
import { consoleClient } from '../clients/console-client.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import { type Difference, removedKeys } from '../database/reconcile.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { applyAuthorization } from '../directory/apply-authorization.service.ts';
import { keepAnAdministrator } from '../directory/authority.service.ts';
import { builtIn } from '../directory/built-in.ts';
import {
  type AppliedUsers,
  applyUsers,
  type Passwords,
  preparePasswords,
} from '../directory/users/apply-users.service.ts';
import { rememberFormer } from '../directory/users/delete-user.service.ts';
import { applyProviders } from '../federation/apply-providers.service.ts';
import { applyRoutes } from '../gateway-routes/apply-routes.service.ts';
import { passwordPolicy } from '../passwords/password-policy.ts';
import { auditPolicy } from '../policies/audit-policy.ts';
import { applyPolicy } from '../policies/policies.service.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import { registrationPolicy } from '../registration-policy/registration-policy.ts';
import { scopesPolicy } from '../scopes/scopes-policy.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { applyTrustedIssuers } from '../trusted-issuers/apply-trusted-issuers.service.ts';
import { type Last, lockConfiguration, readLastApplied, recordApplied } from './applied.store.ts';
import { ApplyError } from './apply-error.ts';
import { describeApply } from './apply-event.ts';
import { DeclarationError } from './declaration-error.ts';
import { digestOf } from './digest.ts';
import { revokeTokensOfClients } from './forget.service.ts';
import { checkReferences } from './references.ts';
import type { Declaration } from './schema.ts';
import { touchedBy } from './touched-by.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'changes'>;

export interface Applied {
  changed: boolean;
  /** What became of each thing, as `client:shop-web`, and of `routes` as a whole. */
  summary: Record<Difference['what'], string[]>;
  /** Who was given what: `user:alice@example.com: role support`. */
  given: string[];
  taken: string[];
  /** What an administrator had made and the file declares from now on: `role:support`. */
  takenOver?: string[];
  /**
   * What an administrator changed of users and the file did not since, and so stays:
   * `user:alice@example.com: group staff, taken by an administrator`. Left out where the
   * configuration was not compared with what there is.
   */
  drift?: string[];
}

/**
 * Makes the database say what the declaration says, in one transaction: writes what differs,
 * removes what an earlier declaration made and this one does not have, and leaves what was made
 * through the admin API alone. Of users it writes only what it did not say before: applying a
 * declaration, the same or the next one, never gives back what an administrator took.
 * Applying the same declaration again changes nothing.
 * Returns once no gateway acts on what was taken away.
 *
 * @param running given where nodes run that were started with an earlier declaration.
 * @throws DeclarationError when names do not refer to one another; ApplyError for what has to wait
 *   for the next start of a running system.
 */
export function applyConfiguration(
  declaration: Declaration,
  context: Dependencies,
  running?: Running,
): Promise<Applied> {
  return running
    ? apply(declaration, context, refuseMovedIssuer, running)
    : apply(declaration, context, () => 'apply', { gatewayClients: [] });
}

/**
 * The same, unless this very configuration was the last one to be applied: a restart compares
 * nothing.
 */
export async function applyIfChanged(
  declaration: Declaration,
  context: Dependencies,
): Promise<Applied> {
  const next = nameOf(declaration, context);
  if (leaveIfSame(await readLastApplied(context.sql), next) === 'leave') {
    // The process that applied it may have died before every gateway had heard of it.
    return context.changes.takeAway(async () => ({ value: nothingChanged(), tags: [] }));
  }
  return apply(declaration, context, leaveIfSame, { gatewayClients: [] });
}

/** What running nodes have from their start, and keep until the next one. */
export interface Running {
  /** The ids of the clients whose secret gateways hold: those of the file's applications. */
  gatewayClients: readonly string[];
  /** Who applies it through the admin API, as the audit log has them. */
  actor?: string;
}

/** What follows from the configuration that was applied last. */
type Decide = (last: Last | null, next: Last) => 'apply' | 'leave';

const leaveIfSame: Decide = (last, next) =>
  last?.digest === next.digest && last.issuerUrl === next.issuerUrl ? 'leave' : 'apply';

/** The running nodes answer under their old URL, so a new one must not be applied to them. */
const refuseMovedIssuer: Decide = (last, { issuerUrl }) => {
  if (last?.issuerUrl && last.issuerUrl !== issuerUrl) {
    throw new ApplyError(
      `issuer.url is ${issuerUrl} in this file and ${last.issuerUrl} in the running system. ` +
        'URLs change only at a start: restart with this file, or restore the URL.',
    );
  }
  return 'apply';
};

async function apply(
  declaration: Declaration,
  context: Dependencies,
  decide: Decide,
  running: Running,
): Promise<Applied> {
  const issues = checkReferences(declaration, context.settings.url);
  if (issues.length > 0) throw new DeclarationError(issues);
  const next = nameOf(declaration, context);
  // Hashing takes tens of milliseconds each, and a transaction holds locks.
  const passwords = await preparePasswords(declaration.users, context);
  const wanted = { declaration, passwords, ...running, next };
  return context.changes.takeAway((tx) => write(tx, wanted, decide, context));
}

/**
 * What applying a declaration to a running system would do, without doing it: in a transaction that
 * is rolled back, so that it is what the same statements do.
 *
 * @throws as `applyConfiguration` does.
 */
export async function planConfiguration(
  declaration: Declaration,
  context: Dependencies,
  running: Running,
): Promise<Applied> {
  const issues = checkReferences(declaration, context.settings.url);
  if (issues.length > 0) throw new DeclarationError(issues);
  const next = nameOf(declaration, context);
  const passwords = await preparePasswords(declaration.users, context);
  const wanted = { declaration, passwords, ...running, next };
  return context.sql
    .begin(async (tx): Promise<never> => {
      throw new Undo((await write(tx, wanted, refuseMovedIssuer, context)).value);
    })
    .catch((error: unknown) => {
      if (error instanceof Undo) return error.planned;
      throw error;
    });
}

/** Ends a transaction that was only to find out. */
class Undo extends Error {
  readonly planned: Applied;

  constructor(planned: Applied) {
    super('rolled back');
    this.planned = planned;
  }
}

interface Wanted extends Running {
  declaration: Declaration;
  passwords: Passwords;
  next: Last;
}

async function write(
  tx: Transaction,
  { next, actor = 'configuration', ...wanted }: Wanted,
  decide: Decide,
  context: Dependencies,
): Promise<Changed<Applied>> {
  await lockConfiguration(tx);
  const last = await readLastApplied(tx);
  if (decide(last, next) === 'leave') return { value: nothingChanged(), tags: [] };
  const now = context.clock.now();
  // A start obeys its file: there is nothing that one could go back to.
  const concerned = decide === refuseMovedIssuer ? adminPermissions : [];
  const { differences, drift: kept } = await keepAnAdministrator(
    tx,
    concerned,
    now,
    () => reconcile(tx, wanted, now, context),
    noAdministrator,
  );
  const routes = await applyRoutes(tx, wanted.declaration.routes);
  const drift = [...kept, ...routes.drift];
  if (leaveIfSame(last, next) === 'apply') await recordApplied(tx, next, now);
  const tags = touchedBy(differences);
  if (routes.changed) tags.push('routes');
  const summary = summarize(differences, routes.changed);
  const changed = differences.length > 0 || routes.changed;
  if (changed) {
    const told = describeApply(differences, summary, drift);
    const event = { at: now, action: 'configuration.apply', actor } as const;
    await recordAudit(tx, {
      ...event,
      ...told,
      subjects: [...(routes.changed ? ['routes'] : []), ...routes.takenOver, ...told.subjects],
    });
  }
  const those = (change: Difference['change']) =>
    differences
      .filter((difference) => difference.change === change)
      .map(({ name, thing }) => `${name}: ${thing}`);
  const declared = differences.filter((each) => each.takenOver).map(({ name }) => name);
  const takenOver = [...declared, ...routes.takenOver];
  const value = {
    ...{ changed, summary, drift, takenOver },
    ...{ given: those('given'), taken: those('taken') },
  };
  return { value, tags };
}

/** A part of a configuration, applied by itself, is the usual way to come here. */
const noAdministrator = (): ApplyError =>
  new ApplyError(
    'With this file there would be no administrator any more. Applying a file removes what the file before ' +
      'declared and this one does not: is it the whole configuration, or a part of it? Keep a user with the role ' +
      'administrator in the file, or first give the role to a person for whom no file is needed.',
  );

/** In the order in which one thing refers to another. */
async function reconcile(
  tx: Transaction,
  { declaration, passwords, gatewayClients }: Omit<Wanted, 'next' | 'actor'>,
  now: Date,
  context: Dependencies,
): Promise<AppliedUsers> {
  const authorization = await applyAuthorization(tx, declaration, context);
  // Before users: whom a provider is trusted for says which accounts are theirs.
  const providers = await applyProviders(tx, declaration.providers, now, context);
  const users = await applyUsers(tx, declaration.users, passwords, now, context);
  const declaredClients = [...declaration.clients, ...builtInClients(context)];
  for (const { what, subject } of users.differences) {
    if (what !== 'removed' || !subject.startsWith('user:')) continue;
    const actor = 'configuration';
    const subjects = await rememberFormer(
      tx,
      { id: subject.slice('user:'.length), by: actor },
      now,
    );
    await recordAudit(tx, { at: now, action: 'user.delete', actor, subjects });
  }
  const clients = await applyClients(tx, declaredClients, gatewayClients, context);
  await revokeTokensOfClients(tx, removedKeys(clients, 'client'), now);
  const trusted = await applyTrustedIssuers(tx, declaration.trusted_issuers);
  const policies = [
    ...(await applyPolicy(tx, passwordPolicy, declaration.password)),
    ...(await applyPolicy(tx, signInPolicy, declaration.sign_in)),
    ...(await applyPolicy(tx, profilePolicy, declaration.profile)),
    ...(await applyPolicy(tx, registrationPolicy, declaration.registration)),
    ...(await applyPolicy(tx, accountPolicy, declaration.account)),
    ...(await applyPolicy(tx, auditPolicy, declaration.audit)),
    ...(await applyPolicy(tx, scopesPolicy, { scopes: declaration.scopes })),
    ...(await applyBranding(tx, declaration)),
  ];
  const differences = [
    ...authorization,
    ...users.differences,
    ...clients,
    ...providers,
    ...trusted,
    ...policies,
  ];
  return { differences, drift: users.drift };
}

const builtInClients = ({ settings }: Pick<Context, 'settings'>) => {
  const { console, commandLine, url } = settings;
  return [
    ...(console ? [consoleClient(console, url)] : []),
    ...(commandLine ? [commandLineClient(url)] : []),
  ];
};

/** What is built in counts too: a newer Sallyport may bring more of it. */
function nameOf(
  declaration: Declaration,
  { settings, secrets }: Pick<Context, 'settings' | 'secrets'>,
): Last {
  const { url } = settings;
  const clients = builtInClients({ settings });
  const own = { ...builtIn(url), ...(clients.length > 0 && { clients }) };
  const digest = digestOf({ declaration, builtIn: own }, secrets.pepper);
  return { digest, issuerUrl: url };
}

/** One line a thing: what was added is not said to have changed as well. */
function summarize(differences: readonly Difference[], routes: boolean): Applied['summary'] {
  const summary: Applied['summary'] = { added: [], changed: [], removed: [] };
  const told = new Set<string>();
  for (const { what, name } of differences) {
    if (!told.has(name)) summary[what].push(name);
    told.add(name);
  }
  if (routes) summary.changed.push('routes');
  return summary;
}

const nothingChanged = (): Applied => ({
  changed: false,
  summary: summarize([], false),
  given: [],
  taken: [],
});
