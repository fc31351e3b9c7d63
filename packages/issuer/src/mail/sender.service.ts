import { Notifier } from '@sallyport/base/notifier.ts';
import { issuerMetrics } from '../metrics/definitions.ts';
import { mailChannel } from './mail-channel.ts';
import { type Backlog, claimMails, readBacklog } from './outbox.store.ts';
import { expireLateMails, type SendDependencies, sendMail } from './send-mail.service.ts';

export interface MailSender {
  /** Looks at once whether there is something to send. */
  wake(): void;
  /** Takes no further mail, and waits a while for those under way; what is not sent then stays queued. */
  stop(): Promise<void>;
}

/** How long nothing is looked for, unless there is a notification or something falls due. */
const pollMs = 15_000;
/** After the database did not answer. */
const pauseMs = 1_000;
/** How long mails under way are waited for at a shutdown. */
const graceMs = 10_000;
/** Added to how long an attempt takes at most, until another process may take the mail. */
const leaseMarginMs = 30_000;

/**
 * Sends what is in the outbox. Any number of processes may run it: each takes different mails, and
 * those of one that dies come back when its lease ends.
 */
export async function startMailSender(dependencies: SendDependencies): Promise<MailSender> {
  const { sql, clock, log, metrics, deliverer } = dependencies;
  const news = new Notifier();
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  let stopping = false;
  let backlog: Backlog = { queued: 0, oldest: null, next: null };
  let expiredAt = 0;
  let isBroken = false;

  metrics.observe(issuerMetrics.mailsQueued, () => backlog.queued);
  metrics.observe(issuerMetrics.oldestMail, () =>
    backlog.oldest ? Math.max(0, (+clock.now() - +backlog.oldest) / 1_000) : 0,
  );

  /** Takes as many as there is room for. @returns milliseconds until it is worth another look. */
  async function look(): Promise<number> {
    const now = clock.now();
    if (+now - expiredAt >= pollMs) {
      await expireLateMails(now, dependencies);
      expiredAt = +now;
    }
    const limit = deliverer.max - underWay.size;
    if (limit > 0) {
      const leaseEnds = new Date(+now + deliverer.timeoutMs + leaseMarginMs);
      for (const mail of await claimMails(sql, { limit, now, leaseEnds })) {
        const sending = sendMail(mail, dependencies, ending.signal).finally(() => {
          underWay.delete(sending);
          news.notify();
        });
        underWay.add(sending);
      }
    }
    backlog = await readBacklog(sql);
    if (underWay.size >= deliverer.max || !backlog.next) return pollMs;
    return Math.min(pollMs, Math.max(10, +backlog.next - +clock.now()));
  }

  async function run(): Promise<void> {
    while (!stopping) {
      const seen = news.count;
      let waitMs: number;
      try {
        waitMs = await look();
        isBroken = false;
      } catch (error) {
        if (!isBroken) log.warn({ err: error }, 'the outbox of mails cannot be read; trying again');
        isBroken = true;
        waitMs = pauseMs;
      }
      if (!stopping) await news.wait(seen, waitMs, ending.signal);
    }
  }

  const listening = await sql.listen(mailChannel, news.notify, news.notify);
  const running = run();
  return {
    wake: news.notify,
    async stop() {
      stopping = true;
      news.notify();
      const impatient = setTimeout(() => ending.abort(), graceMs);
      await running;
      await Promise.all(underWay);
      clearTimeout(impatient);
      deliverer.close();
      await listening.unlisten().catch(() => {});
    },
  };
}
