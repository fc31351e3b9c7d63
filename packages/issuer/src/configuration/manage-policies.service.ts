import { isDeepStrictEqual } from 'node:util';
import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { z } from 'zod';
import { accountPolicy } from '../account/account-policy.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { fieldChanges } from '../audit/field-changes.ts';
import type { Context } from '../context.ts';
import type { Queryable, Transaction } from '../database/connection.ts';
import { adminPermissions } from '../directory/admin-permissions.ts';
import { requireAuthority } from '../directory/authority.service.ts';
import type { Caller } from '../directory/caller.ts';
import { declaredElsewhere, type Guard } from '../directory/declared.ts';
import { InvalidInputError } from '../http/problem.ts';
import { ownLanguages } from '../pages/languages.ts';
import { passwordPolicy } from '../passwords/password-policy.ts';
import { auditPolicy } from '../policies/audit-policy.ts';
import { readOwnedPolicy, setPolicy } from '../policies/policies.service.ts';
import type { Policy } from '../policies/policy.ts';
import { profilePolicy } from '../profile/profile-policy.ts';
import { registrationPolicy } from '../registration-policy/registration-policy.ts';
import { scopesPolicy } from '../scopes/scopes-policy.ts';
import { signInPolicy } from '../sign-in-policy/policy.ts';
import { lockConfiguration } from './applied.store.ts';
import { checkLanguages } from './languages-of-words.ts';
import { mailNeeds } from './mail-needs.ts';
import { readGroupsNamed } from './named-groups.store.ts';
import { checkReferences, type Issue } from './references.ts';
import { declarationSchema } from './schema.ts';

const policies: readonly Policy<z.ZodObject>[] = [
  ...[passwordPolicy, signInPolicy, profilePolicy, registrationPolicy],
  ...[accountPolicy, auditPolicy, scopesPolicy],
];

type Dependencies = Pick<Context, 'sql' | 'changes' | 'clock' | 'settings' | 'mail'>;

/** Who changes a policy, and under which condition. */
interface By {
  caller: Caller;
  guard: Guard;
}

/** What holds now, by the sections of the configuration file. */
export const listPolicies = ({ sql }: { sql: Queryable }): Promise<KeptPolicy[]> =>
  Promise.all(policies.map((policy) => keptPolicy(policy, sql)));

type KeptPolicy = Awaited<ReturnType<typeof keptPolicy>>;

async function keptPolicy(policy: Policy<z.ZodObject>, sql: Queryable) {
  const { definition, declared } = await readOwnedPolicy(sql, policy);
  const isDefault = isDeepStrictEqual(definition, policy.schema.parse({}));
  return { name: policy.name, definition, declared, isDefault };
}

/** @throws OAuthError `not_found` */
export const getPolicy = async (name: string, sql: Queryable): Promise<KeptPolicy> =>
  keptPolicy(policyNamed(name), sql);

/**
 * Decisions from now on go by it. What is left out is as by default.
 *
 * @throws OAuthError `not_found`; `conflict` for one of the file; `invalid_request` for what could not be in a file
 *   either; `insufficient_scope` for a caller who may not do everything
 */
export function replacePolicy(
  { name, definition: given }: { name: string; definition: object },
  { caller, guard }: By,
  context: Dependencies,
): Promise<KeptPolicy> {
  // It decides who comes in, and by what.
  requireAuthority(caller, adminPermissions);
  const policy = policyNamed(name);
  const parsed = policy.schema.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => inBody(issue));
    throw new InvalidInputError(issues, { definition: given }, 'body');
  }
  return context.changes.takeAway(async (tx) => {
    await lockConfiguration(tx);
    const before = await requireOwn(tx, policy, guard);
    await requireReferences(tx, policy, parsed.data, context);
    await setPolicy(tx, policy, parsed.data);
    const after = await keptPolicy(policy, tx);
    await recordChange(tx, before, after, { caller, context });
    return { value: after, tags: [] };
  });
}

/** It is as by default again. @throws OAuthError as `replacePolicy` */
export function resetPolicy(
  name: string,
  { caller, guard }: By,
  context: Dependencies,
): Promise<void> {
  requireAuthority(caller, adminPermissions);
  const policy = policyNamed(name);
  return context.changes.takeAway(async (tx) => {
    await lockConfiguration(tx);
    const before = await requireOwn(tx, policy, guard);
    const usual = policy.schema.parse({});
    await requireReferences(tx, policy, usual, context);
    await setPolicy(tx, policy, usual);
    await recordChange(tx, before, await keptPolicy(policy, tx), { caller, context });
    return [];
  });
}

function policyNamed(name: string): Policy<z.ZodObject> {
  const policy = policies.find((each) => each.name === name);
  if (policy) return policy;
  const known = policies.map((each) => each.name).join(', ');
  throw new OAuthError('not_found', `There is no policy ${name}. There are ${known}.`);
}

async function requireOwn(
  tx: Transaction,
  policy: Policy<z.ZodObject>,
  guard: Guard,
): Promise<KeptPolicy> {
  const before = await keptPolicy(policy, tx);
  if (before.declared) throw declaredElsewhere(`The section ${policy.name}`);
  await guard(tx);
  return before;
}

async function recordChange(
  tx: Transaction,
  before: KeptPolicy,
  after: KeptPolicy,
  { caller, context }: { caller: Caller; context: Pick<Context, 'clock'> },
): Promise<void> {
  const all = { ...before.definition, ...after.definition };
  const detail = fieldChanges({ ...all, ...before.definition }, { ...all, ...after.definition });
  if (detail.changed.length === 0) return;
  await recordAudit(tx, {
    ...{ at: context.clock.now(), action: 'policy.update', actor: caller.actor },
    ...{ subjects: [`policy:${after.name}`], detail },
  });
}

/** As a file is checked that has this section, and what holds of the others. */
async function requireReferences(
  tx: Transaction,
  policy: Policy<z.ZodObject>,
  wanted: Record<string, unknown>,
  { settings, mail }: Pick<Context, 'settings' | 'mail'>,
): Promise<void> {
  const held = await listPolicies({ sql: tx });
  const sections = Object.fromEntries(held.map((each) => [each.name, each.definition]));
  sections[policy.name] = wanted;
  const { scopes } = sections[scopesPolicy.name] as { scopes: unknown };
  const { groups } = sections[registrationPolicy.name] as { groups: string[] };
  const declaration = {
    ...declarationSchema.parse({ groups: (await readGroupsNamed(tx, groups)).map(asGroup) }),
    ...sections,
    scopes,
  } as z.output<typeof declarationSchema>;
  const mailless = mail.canSend ? [] : mailNeeds(declaration);
  const issues: Issue[] = [
    ...checkReferences(declaration, settings.url),
    ...checkLanguages(declaration, settings.languages ?? ownLanguages),
    ...mailless.map(({ path, what }) => ({
      path,
      message: `${what} needs mail: set email.smtp in the configuration file first.`,
    })),
  ];
  const own = issues.filter(({ path }) => path[0] === policy.name).map(inSection(policy.name));
  const others = issues
    .filter(({ path }) => path[0] !== policy.name)
    .map(({ path, message }) => inBody({ path: [], message: `${path.join('.')}: ${message}` }));
  if (own.length + others.length > 0) throw new InvalidInputError([...own, ...others], {}, 'body');
}

const asGroup = (name: string) => ({ name });

const inSection = (section: string) => (issue: Issue) =>
  // The list of the file is a key of the policy.
  inBody({ ...issue, path: section === scopesPolicy.name ? issue.path : issue.path.slice(1) });

const inBody = <One extends { path: readonly PropertyKey[]; message: string }>(issue: One) => ({
  ...{ code: 'custom', ...issue },
  path: ['definition', ...issue.path],
});
