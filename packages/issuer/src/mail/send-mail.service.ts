import { setTimeout as delay } from 'node:timers/promises';
import type { Metrics } from '@sallyport/base/metrics/metrics.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Context } from '../context.ts';
import { issuerMetrics } from '../metrics/definitions.ts';
import type { Brand } from './brand.ts';
import { openContent, secretsOf } from './content.ts';
import type { Deliverer, OutgoingMail } from './delivery.ts';
import { isMailKind } from './kinds.ts';
import {
  type ClaimedMail,
  expireMails,
  markDelayed,
  markFailed,
  markSent,
} from './outbox.store.ts';
import type { Outcome } from './outcome.ts';
import { renderMail } from './render.ts';
import { nextAttempt } from './retry.ts';
import type { Templates } from './templates.ts';

export interface SendDependencies
  extends Pick<Context, 'sql' | 'clock' | 'random' | 'log' | 'thinned' | 'secrets' | 'settings'> {
  metrics: Metrics;
  deliverer: Deliverer;
  templates: Templates;
  /** Of mails that have none of their own. */
  brand: () => Promise<Brand>;
}

const maxTries = 20;
const pauseMs = 1_000;

/** One attempt, and what came of it. Never rejects. */
export async function sendMail(
  mail: ClaimedMail,
  dependencies: SendDependencies,
  signal: AbortSignal,
): Promise<void> {
  const { clock, log } = dependencies;
  const begun = clock.monotonic();
  const outcome = await attempt(mail, dependencies, signal);
  const tookMs = Math.round(clock.monotonic() - begun);
  // A mail that was sent and is not noted as sent would be sent again.
  for (let tries = 1; ; tries++) {
    try {
      await note(mail, outcome, { ...dependencies, tookMs, signal });
      return;
    } catch (error) {
      if (tries === maxTries || signal.aborted) {
        const facts = { err: error, mail: mail.id, kind: mail.kind, became: outcome.became };
        log.error(facts, 'what became of a mail could not be stored; it may be sent again');
        return;
      }
      await delay(pauseMs);
    }
  }
}

/** Gives up mails whose code has died, or that were tried for long enough. */
export async function expireLateMails(now: Date, context: SendDependencies): Promise<void> {
  const expired = await context.sql.begin(async (tx) => {
    const mails = await expireMails(tx, now);
    for (const mail of mails) await recordAudit(tx, failureOf(mail, reasonOf(mail), now));
    return mails;
  });
  for (const mail of expired) {
    count(mail.kind, 'expired', context);
    const facts = { reason: reasonOf(mail) };
    const detail = { mail: mail.id, kind: mail.kind };
    context.thinned.write('error', `mail expired ${mail.kind}`, facts, 'mail expired', detail);
  }
}

const reasonOf = ({ lastError }: { lastError: string | null }): string =>
  lastError ?? 'It was not sent in time.';

async function attempt(
  mail: ClaimedMail,
  { deliverer, brand, ...dependencies }: SendDependencies,
  signal: AbortSignal,
): Promise<Outcome> {
  if (!isMailKind(mail.kind)) {
    // A later version has it, whose processes send it.
    return { became: 'delayed', reason: 'This version has no mail of this kind.' };
  }
  const outgoing = prepare({ ...mail, kind: mail.kind }, dependencies, await brand());
  return outgoing
    ? deliverer.deliver(outgoing, signal)
    : { became: 'failed', reason: 'What is stored of this mail cannot be read.' };
}

/** Null where what is stored was not stored by us, or under another secret. */
function prepare(
  { kind, sealed, ...mail }: ClaimedMail & { kind: Parameters<typeof openContent>[0]['kind'] },
  { secrets, settings, templates }: Pick<SendDependencies, 'secrets' | 'settings' | 'templates'>,
  brand: Brand,
): OutgoingMail | null {
  try {
    const content = openContent({ id: mail.id, kind }, sealed, secrets.atRest);
    const { from, replyTo } = settings.mail;
    return {
      ...renderMail({ ...mail, kind, content }, templates, brand),
      ...{ id: mail.id, recipient: mail.recipient, createdAt: mail.createdAt, from, replyTo },
      secrets: secretsOf(kind, content),
    };
  } catch {
    return null;
  }
}

interface Noting extends SendDependencies {
  tookMs: number;
  signal: AbortSignal;
}

async function note(mail: ClaimedMail, outcome: Outcome, context: Noting): Promise<void> {
  const { sql, clock, log, deliverer, tookMs } = context;
  const facts = { mail: mail.id, kind: mail.kind, attempt: mail.attempt };
  const now = clock.now();
  if (outcome.became === 'sent') {
    await markSent(sql, mail, { now, keep: deliverer.keeps });
    count(mail.kind, 'sent', context);
    log.info({ ...facts, tookMs }, 'mail sent');
    return;
  }
  const { reason } = outcome;
  const again = nextAttemptOf(mail, now, context);
  if (outcome.became === 'delayed' && again < mail.deliverBefore) {
    await markDelayed(sql, mail, { reason, nextAttemptAt: again });
    count(mail.kind, 'delayed', context);
    const detail = { ...facts, nextAttemptAt: again };
    context.thinned.write('warn', `mail ${reason}`, { reason }, 'mail delayed', detail);
    return;
  }
  const isOver = await sql.begin(async (tx) => {
    if (!(await markFailed(tx, mail, { reason, now }))) return false;
    await recordAudit(tx, failureOf(mail, reason, now));
    return true;
  });
  if (!isOver) return;
  count(mail.kind, 'failed', context);
  context.thinned.write('error', `mail failed ${reason}`, { reason }, 'mail failed', facts);
}

function nextAttemptOf({ attempt }: ClaimedMail, now: Date, { random, settings, signal }: Noting) {
  // What a shutdown interrupted is another process's at once.
  if (signal.aborted) return now;
  const [byte = 0] = random.bytes(1);
  return nextAttempt(attempt, settings.mail.retry, now, byte);
}

const failureOf = ({ id, kind }: Pick<ClaimedMail, 'id' | 'kind'>, reason: string, at: Date) => ({
  at,
  action: 'mail.fail' as const,
  actor: 'issuer',
  subjects: [`mail:${id}`],
  detail: { kind, reason },
});

const count = (
  kind: string,
  result: 'sent' | 'delayed' | 'failed' | 'expired',
  { metrics }: Pick<SendDependencies, 'metrics'>,
): void =>
  metrics
    .counter(issuerMetrics.mails, { 'sallyport.mail.kind': kind, 'sallyport.result': result })
    .add();
