import type { Context } from '../context.ts';
import type { Transaction } from '../database/connection.ts';
import type { Brand } from './brand.ts';
import type { MailKind, MailParameters } from './kinds.ts';

/** The mails that warn the owner of an account. */
export type NoticeKind = Extract<
  MailKind,
  | 'new-device'
  | 'password-changed'
  | 'password-removed'
  | 'factor-added'
  | 'factor-removed'
  | 'identity-linked'
  | 'identity-unlinked'
  | 'account-deleted'
  | 'accounts-merged'
  | 'address-changed'
  | 'address-added'
  | 'address-removed'
  | 'impersonated'
>;

/**
 * Tells the owner of an account by mail what has happened to it, as part of the transaction in which it
 * happens. An address that is not verified may be another person's: nothing is sent there.
 */
export async function tellOwner<Kind extends NoticeKind>(
  tx: Transaction,
  {
    to,
    ...mail
  }: {
    kind: Kind;
    to: { email: string; emailVerified: boolean };
    /** BCP 47. */
    language: string;
    parameters: MailParameters<Kind>;
    /** That of the service when left out. */
    brand?: Brand | undefined;
  },
  { mail: outbox }: Pick<Context, 'mail'>,
): Promise<void> {
  if (!outbox.canSend || !to.emailVerified) return;
  await outbox.queue(tx, { ...mail, to: to.email, network: null, expiresAt: null as never });
}
