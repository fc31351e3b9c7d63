import type { Context } from '../packages/issuer/src/context.ts';
import type { MailKind } from '../packages/issuer/src/mail/kinds.ts';
import type { MailOrder } from '../packages/issuer/src/mail/mail.service.ts';

/** A mail as it was queued. */
interface QueuedMail extends Omit<MailOrder<MailKind>, 'parameters'> {
  parameters: Record<string, unknown>;
}

export interface Mails {
  /** To an address, the oldest first. */
  to(address: string): QueuedMail[];
  /** The path and query of the link in the last one. */
  linkTo(address: string): string;
  /** The code in the last one. */
  codeTo(address: string): string;
}

/** Keeps what an issuer queues from now on, beside queueing it. */
export function watchMails({ mail }: Pick<Context, 'mail'>): Mails {
  const queued: QueuedMail[] = [];
  const queue = mail.queue;
  mail.queue = async (sql, order) => {
    const result = await queue(sql, order);
    if (result.queued) queued.push(order as unknown as QueuedMail);
    return result;
  };
  const to = (address: string) => queued.filter((order) => order.to === address);
  const last = (address: string, parameter: 'link' | 'code'): string => {
    const value = to(address).at(-1)?.parameters[parameter];
    if (typeof value !== 'string') throw new Error(`No ${parameter} was sent to ${address}.`);
    return value;
  };
  return {
    to,
    linkTo: (address) => last(address, 'link').replace(/^https?:\/\/[^/]+/, ''),
    codeTo: (address) => last(address, 'code'),
  };
}
