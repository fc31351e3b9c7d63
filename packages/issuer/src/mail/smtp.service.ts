import nodemailer from 'nodemailer';
import type { Deliverer, OutgoingMail } from './delivery.ts';
import type { SmtpSettings } from './mail-settings.ts';
import { outcomeOf, reasonOf } from './outcome.ts';

/** Shorter than servers wait (RFC 5321, section 4.5.3.2.7), so that none is closed under a mail. */
const idleMs = 10_000;

/** Hands mails over to a server, on at most so many connections. */
export function createSmtpDeliverer(settings: SmtpSettings): Deliverer {
  const transport = nodemailer.createTransport({
    ...optionsOf(settings),
    pool: true,
    maxConnections: settings.connections,
    maxMessages: 100,
    idleTimeout: idleMs,
    // What was interrupted is tried again from the outbox, which remembers it.
    maxRequeues: 0,
  });
  const own = secretsOf(settings);
  const { mail: timeoutMs } = settings.timeoutsMs;
  return {
    max: settings.connections,
    timeoutMs,
    keeps: false,
    async deliver(mail, signal) {
      const late = AbortSignal.timeout(timeoutMs);
      try {
        await transport.sendMail({
          ...messageOf(mail),
          signal: AbortSignal.any([signal, late]),
        });
        return { became: 'sent' };
      } catch (error) {
        if (late.aborted) return { became: 'delayed', reason: 'The server took too long.' };
        if (signal.aborted) return { became: 'delayed', reason: 'The issuer stopped.' };
        return outcomeOf(error, [...own, ...mail.secrets]);
      }
    },
    close: () => transport.close({ force: true }),
  };
}

/**
 * Whether the server takes mails from this issuer: connects, and signs in.
 *
 * @returns what is wrong, in the server's own words; null where nothing is
 */
export async function verifySmtp(settings: SmtpSettings): Promise<string | null> {
  const transport = nodemailer.createTransport(optionsOf(settings));
  try {
    await transport.verify();
    return null;
  } catch (error) {
    return reasonOf(error as Error, secretsOf(settings));
  } finally {
    transport.close();
  }
}

function optionsOf({ host, port, secure, starttls, auth, ca, timeoutsMs, dkim }: SmtpSettings) {
  return {
    ...{ host, port, secure },
    requireTLS: !secure && starttls === 'required',
    ignoreTLS: !secure && starttls === 'never',
    ...(auth && { auth }),
    tls: {
      ...(ca !== null && { ca }),
      // Encryption that need not be there proves no name (RFC 7435).
      rejectUnauthorized: secure || starttls !== 'if_offered' || ca !== null,
    },
    connectionTimeout: timeoutsMs.connect,
    greetingTimeout: timeoutsMs.connect,
    dnsTimeout: timeoutsMs.connect,
    socketTimeout: timeoutsMs.response,
    maxResponseSize: 65_536,
    logger: false as const,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim && {
      dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key },
    }),
  };
}

/** What of the connection no reason may repeat. */
const secretsOf = ({ auth }: SmtpSettings): string[] =>
  auth ? [auth.pass, `\0${auth.user}\0${auth.pass}`] : [];

function messageOf({ id, recipient, from, replyTo, createdAt, language, ...mail }: OutgoingMail) {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    from,
    ...(replyTo && { replyTo }),
    to: { name: '', address: recipient },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    // The same for every attempt: a mail system that gets it twice can tell.
    messageId: `<${id}@${domain}>`,
    date: createdAt,
    xMailer: false as const,
    headers: {
      // RFC 3834, section 5: nothing answers by itself.
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': language,
    },
  };
}
