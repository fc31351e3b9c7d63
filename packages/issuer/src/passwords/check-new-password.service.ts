import { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context } from '../context.ts';
import { boundedFetch } from '../http/bounded-fetch.ts';
import { readPolicy } from '../policies/policies.service.ts';
import { isInRange, rangeQueryOf } from './breach-service.ts';
import { type PasswordPolicy, passwordPolicy } from './password-policy.ts';
import {
  describeProblem,
  findProblem,
  type PasswordOwner,
  type PasswordProblem,
} from './password-rules.ts';

type Dependencies = Pick<Context, 'sql' | 'settings' | 'log'>;

/** A range of a service has some 800 lines, or 1,000 with padding. */
const bounds = { maxBytes: 256 * 1024, timeoutMs: 2_000 };

/**
 * Whether a person may have this password, by the rules that hold now. Everything that sets one asks
 * here first, except the configuration file, whose author has the database too.
 *
 * @throws OAuthError `temporarily_unavailable` while the breach service does not answer, where the
 *   configuration refuses then.
 */
export async function checkNewPassword(
  password: string,
  owner: PasswordOwner,
  context: Dependencies,
): Promise<PasswordProblem | null> {
  const policy = await readPolicy(context.sql, passwordPolicy);
  const rules = { minimum: policy.minimum_length, issuerUrl: context.settings.url };
  const problem = findProblem(password, { ...owner, ...rules });
  if (problem !== null || policy.breach_service === null) return problem;
  return (await isKnownToService(password, policy, context)) ? { code: 'breached' } : null;
}

/** Characters that a new password has at least, for pages to say. */
export const minimumLength = async ({ sql }: Pick<Context, 'sql'>): Promise<number> =>
  (await readPolicy(sql, passwordPolicy)).minimum_length;

/** The same for the admin API. @throws OAuthError `invalid_request` */
export async function requireGoodPassword(
  password: string,
  owner: PasswordOwner,
  context: Dependencies,
): Promise<void> {
  const problem = await checkNewPassword(password, owner, context);
  if (problem) throw new OAuthError('invalid_request', `password: ${describeProblem(problem)}`);
}

async function isKnownToService(
  password: string,
  { breach_service: service, breach_service_down: down }: PasswordPolicy,
  { log }: Pick<Context, 'log'>,
): Promise<boolean> {
  const { prefix, suffix } = rangeQueryOf(password);
  try {
    const answer = await boundedFetch(
      `${service}/range/${prefix}`,
      { headers: { 'add-padding': 'true', 'user-agent': 'sallyport' } },
      bounds,
    );
    if (answer.status !== 200) throw new Error('', { cause: { code: `status ${answer.status}` } });
    return isInRange(await answer.text(), suffix);
  } catch (error) {
    const reason = reasonOf(error);
    log.warn({ service, reason, taken: down === 'allow' }, 'the breach service does not answer');
    if (down === 'allow') return false;
    throw new OAuthError(
      'temporarily_unavailable',
      'New passwords cannot be checked at this moment. Try again in a minute.',
      { retryAfter: 60, cause: error },
    );
  }
}

/** Without the address that was asked: its last part is of the password. */
function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? (error as Error).name;
}
