import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { type EmailConfiguration, emailSchema } from './email-configuration.ts';
import type { MailLimits } from './limits.ts';
import type { Mailbox } from './mailbox.ts';
import type { TemplateFile } from './templates.ts';

/** Where mails go. */
export type Delivery =
  | { to: 'server'; smtp: SmtpSettings }
  /** Shown at `/dev/mail`. */
  | { to: 'pages' }
  | { to: 'nowhere' };

export interface SmtpSettings {
  host: string;
  port: number;
  /** TLS from the start. */
  secure: boolean;
  starttls: 'required' | 'if_offered' | 'never';
  auth: { user: string; pass: string } | null;
  /** PEM. */
  ca: string | null;
  connections: number;
  timeoutsMs: { connect: number; response: number; mail: number };
  dkim: { domain: string; selector: string; key: string } | null;
}

/** How failures are retried, in seconds. */
export interface RetryPolicy {
  first: number;
  max: number;
  giveUpAfter: number;
}

/** What the configuration says of mail, with what the files hold that it names. */
export interface MailSettings {
  delivery: Delivery;
  from: Mailbox;
  replyTo: Mailbox | null;
  limits: MailLimits;
  retry: RetryPolicy;
  templates: readonly TemplateFile[];
}

/** What is in the files that the configuration names. */
export interface MailFiles {
  ca: string | null;
  dkimKey: string | null;
  templates: readonly TemplateFile[];
}

/** @param development whether mails that go to no server are shown on pages */
export function mailSettings(
  email: EmailConfiguration,
  { ca, dkimKey, templates }: MailFiles,
  development: boolean,
): MailSettings {
  const { limits, retry, from, reply_to: replyTo = null } = email;
  const smtp = smtpSettings(email, { ca, dkimKey });
  return {
    delivery: smtp ? { to: 'server', smtp } : { to: development ? 'pages' : 'nowhere' },
    ...{ from, replyTo, limits, templates },
    retry: { first: retry.first, max: retry.max, giveUpAfter: retry.give_up_after },
  };
}

/** Null where no server is named. */
export function smtpSettings(
  { smtp, starttls, connections, timeouts, dkim }: EmailConfiguration,
  { ca, dkimKey }: Omit<MailFiles, 'templates'>,
): SmtpSettings | null {
  if (smtp === null) return null;
  const url = new URL(smtp);
  const secure = url.protocol === 'smtps:';
  const { connect, response, mail } = timeouts;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (secure ? 465 : 587),
    secure,
    starttls: starttls ?? (isLoopback(url) ? 'if_offered' : 'required'),
    auth:
      url.username === ''
        ? null
        : { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) },
    ca,
    connections,
    timeoutsMs: { connect: connect * 1_000, response: response * 1_000, mail: mail * 1_000 },
    dkim: dkim && dkimKey !== null ? { ...dkim, key: dkimKey } : null,
  };
}

/** Without `email` in the configuration. */
export function withoutEmail(issuerUrl: string, development: boolean): MailSettings {
  const { hostname } = new URL(issuerUrl);
  const email = emailSchema.parse({ from: 'no-reply@localhost' });
  return mailSettings(
    { ...email, from: { name: hostname, address: 'no-reply@localhost' } },
    { ca: null, dkimKey: null, templates: [] },
    development,
  );
}
