import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import type { MailKind } from '../mail/kinds.ts';
import type { MailOrder } from '../mail/mail.service.ts';
import { mailBrandIn } from './mail-brand.service.ts';
import {
  type CodeOrder,
  type IssuedCode,
  isOwned,
  issueCode,
  wasJustSent,
} from './one-time-codes.service.ts';

type Dependencies = Pick<Context, 'sql' | 'clock' | 'random' | 'secrets' | 'mail'>;

export interface CodeMail<Kind extends MailKind> extends CodeOrder {
  kind: Kind;
  /** Of who asks. */
  network: string;
  /** Whether that is a browser that the account of the address knows. */
  fromOwner?: boolean;
  /** The mail. For an address that gets none, the order is a decoy and this is not asked. */
  write(issued: IssuedCode): Omit<MailOrder<Kind>, 'kind' | 'to' | 'network' | 'fromOwner'>;
}

/** `retryAfter` in seconds: this recipient or this network has caused too many mails. */
export type Sent = { sent: true } | { sent: false; retryAfter: number };

/**
 * Sends a code or a link, in one transaction. For an address that gets none, the same is written and
 * counted and nothing is sent: neither the answer, nor its time, nor the limits tell of which kind it is.
 * What was sent a moment ago is not sent twice. Beyond the limits nothing happens at all, and what was sent before lives on.
 */
export async function sendCode<Kind extends MailKind>(
  { kind, network, fromOwner = false, write, ...order }: CodeMail<Kind>,
  context: Dependencies,
): Promise<Sent> {
  const { sql, clock, mail } = context;
  const { email, owner, purpose, isDecoy = false } = order;
  const brand = await mailBrandIn(order.signIn, context);
  try {
    await sql.begin(async (tx) => {
      if (await wasJustSent(tx, order, context)) return;
      if (!(await isOwned(tx, order))) return;
      const issued = await issueCode(tx, order, context);
      await recordAudit(tx, {
        at: clock.now(),
        action: 'code.send',
        actor: 'anonymous',
        subjects: owner ? [`user:${owner.userId}`] : [],
        detail: { purpose },
      });
      const to = { kind, to: email, network, fromOwner };
      const result = isDecoy
        ? await mail.count(tx, to)
        : await mail.queue(tx, { ...to, ...write(issued), brand } as MailOrder<Kind>);
      if ('retryAfter' in result) throw new TooMany(result.retryAfter);
    });
    return { sent: true };
  } catch (error) {
    if (error instanceof TooMany) return { sent: false, retryAfter: error.retryAfter };
    throw error;
  }
}

/** Undoes the transaction. */
class TooMany extends Error {
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super();
    this.retryAfter = retryAfter;
  }
}
