import type { Context } from '../context.ts';
import type { Queryable } from '../database/connection.ts';
import { secondsAfter } from '../runtime/clock.ts';
import type { Brand } from './brand.ts';
import { type MailContent, sealContent } from './content.ts';
import { type MailKind, type MailParameters, mailKinds } from './kinds.ts';
import { limitBuckets } from './limits.ts';
import { mailBrand } from './mail-brand.ts';
import { deleteEmptyBuckets, insertMail } from './mails.store.ts';
import { eraseContents } from './outbox.store.ts';

/** A mail to be sent. */
export interface MailOrder<Kind extends MailKind = MailKind> {
  kind: Kind;
  /** The recipient, as `readAddress` gives addresses. */
  to: string;
  /** BCP 47, as the person chose or the browser asks: `de-AT`. English where there is no such text. */
  language: string;
  parameters: MailParameters<Kind>;
  /** `callers.network(request)` of who caused it; null where no request of a stranger did. */
  network: string | null;
  /** Whether a browser asked that the account of this address knows. */
  fromOwner?: boolean;
  /** When its code or link dies; for kinds that are about nothing that expires, null. */
  expiresAt: (typeof mailKinds)[Kind]['expires'] extends true ? Date : null;
  /** That of the service when left out. */
  brand?: Brand | undefined;
}

/**
 * What became of an order. A page answers both alike where a stranger may have asked: the limit is that
 * of the recipient too, and would tell that others asked.
 */
export type Queued =
  | { queued: true; id: string }
  /** Nothing is sent: there were too many. `retryAfter` in seconds, at least 1. */
  | { queued: false; retryAfter: number };

/** What other capabilities send mail with. */
export interface Mail {
  /** False where no mail server is configured, outside of development: nothing must depend on mail then. */
  readonly canSend: boolean;
  /** Whose name and look mails have that belong to a client's sign-in: its own, on top of the service's. */
  brandOf(client: string): Promise<Brand>;
  /**
   * Stores a mail as part of a transaction: it is sent once that commits, and never without. It is sent
   * at least once, and in practice once.
   *
   * In one transaction, notices come before requests, and there is at most one request: what counts
   * them is locked in this order.
   *
   * @throws TypeError when parameters do not fit the kind; Error when `canSend` is false
   */
  queue<Kind extends MailKind>(sql: Queryable, order: MailOrder<Kind>): Promise<Queued>;
  /**
   * Counts as much as `queue` would and sends nothing: for addresses without an account, so that the
   * answer and the limit are the same for all.
   */
  count(
    sql: Queryable,
    order: Pick<MailOrder, 'kind' | 'to' | 'network' | 'fromOwner'>,
  ): Promise<{ counted: true } | { counted: false; retryAfter: number }>;
}

type Dependencies = Pick<
  Context,
  'clock' | 'random' | 'secrets' | 'settings' | 'thinned' | 'branding'
>;

const day = 86_400;
/** How long is known to whom which mail was sent, in seconds. */
const retention = 30 * day;

export function createMail(dependencies: Dependencies): Mail {
  const { clock, random, secrets, settings, thinned, branding } = dependencies;
  const { delivery, limits, retry } = settings.mail;
  const canSend = delivery.to !== 'nowhere';

  const refuse = (
    { kind, network }: Pick<MailOrder, 'kind' | 'network'>,
    retryAt: Date,
    now: Date,
  ) => {
    const facts = { kind, network };
    thinned.write('warn', `mails ${kind} ${network}`, facts, 'too many mails');
    return { retryAfter: Math.max(1, Math.ceil((+retryAt - +now) / 1_000)) };
  };

  const bucketsOf = ({ kind, ...of }: Pick<MailOrder, 'kind' | 'to' | 'network' | 'fromOwner'>) =>
    limitBuckets({ group: mailKinds[kind].group, ...of }, limits, secrets.mail);

  return {
    canSend,
    brandOf: async (client) => mailBrand(await branding(client), settings.mail, settings.url),
    async queue(sql, order) {
      if (!canSend) throw new Error('No mail server is configured: see email.smtp');
      const now = clock.now();
      const id = random.uuid();
      const { kind, language, to, expiresAt } = order;
      const content: MailContent = {
        parameters: order.parameters,
        validSeconds: expiresAt && Math.max(1, Math.round((+expiresAt - +now) / 1_000)),
        brand: order.brand ?? null,
      };
      const givenUp = secondsAfter(now, retry.giveUpAfter);
      const mail = {
        ...{ id, kind, language, recipient: to },
        sealed: sealContent({ id, kind }, content, { atRest: secrets.atRest, random }),
        deliverBefore: expiresAt && expiresAt < givenUp ? expiresAt : givenUp,
        expiresAt: secondsAfter(now, retention),
      };
      const retryAt = await insertMail(sql, mail, bucketsOf(order), now);
      return retryAt ? { queued: false, ...refuse(order, retryAt, now) } : { queued: true, id };
    },
    async count(sql, order) {
      const now = clock.now();
      const retryAt = await insertMail(sql, null, bucketsOf(order), now);
      return retryAt ? { counted: false, ...refuse(order, retryAt, now) } : { counted: true };
    },
  };
}

/** Drops limits that have run out, and what mails say that are long past being sent. */
export async function forgetMails(now: Date, { sql }: Pick<Context, 'sql'>): Promise<void> {
  await deleteEmptyBuckets(sql, now);
  await eraseContents(sql, secondsAfter(now, -day));
}
