import { OAuthError } from '@sallyport/protocol/errors.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { Caller } from '../directory/caller.ts';
import { holdAccount } from '../directory/users/accounts.service.ts';
import { issueCode } from '../one-time-codes/one-time-codes.service.ts';
import { routes } from '../routes.ts';
import { takesPasswords } from '../sign-in-policy/offered-ways.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'mail'>;

/** Where a mail with a link was sent, and until when the link works. */
export interface SentReset {
  email: string;
  expiresAt: Date;
}

/**
 * Has an administrator send the owner of an account a link to set another password. It gives nothing that the
 * owner could not ask for on the sign-in page, and the administrator sees neither link nor password.
 *
 * @throws OAuthError `invalid_request` where no such mail can help; `not_found` for an account that is not
 *   there or disabled; `too_many_requests` as each mail
 */
export async function sendResetToUser(
  userId: string,
  caller: Caller,
  context: Dependencies,
): Promise<SentReset> {
  const { sql, clock, mail, settings } = context;
  if (!mail.canSend) throw refused('No mail server is configured: see email.smtp.');
  if (!(await takesPasswords(context))) {
    throw refused('Nobody signs in with a password here: sign_in.ways does not name it.');
  }
  return sql.begin(async (tx) => {
    const account = await holdAccount(tx, userId);
    if (!account)
      throw new OAuthError('not_found', `There is no user ${userId}, or it is disabled.`);
    const { email, emailVerified, credentialVersion, locale } = account;
    if (!emailVerified) {
      throw refused(`${email} is not verified: it may be the address of another person.`);
    }
    const order = { purpose: 'reset-password', email, signIn: null } as const;
    const owner = { userId, credentialVersion };
    const { secret, expiresAt } = await issueCode(tx, { ...order, owner }, context);
    await recordAudit(tx, {
      ...{ at: clock.now(), action: 'code.send', actor: caller.actor },
      ...{ subjects: [`user:${userId}`], detail: { purpose: order.purpose } },
    });
    const queued = await mail.queue(tx, {
      ...{ kind: order.purpose, to: email, language: locale ?? 'en', network: null, expiresAt },
      parameters: { link: settings.url + routes.resetPassword(secret) },
    });
    if (queued.queued) return { email, expiresAt };
    throw new OAuthError(
      'too_many_requests',
      `Too many mails were sent to ${email}. Send this one later.`,
      { retryAfter: queued.retryAfter },
    );
  });
}

const refused = (message: string) => new OAuthError('invalid_request', message);
