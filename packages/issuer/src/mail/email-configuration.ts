import { isLoopback } from '@sallyport/protocol/redirect-uri.ts';
import { z } from 'zod';
import { mailbox } from './mailbox.ts';

const seconds = (max: number) => z.number().min(1).max(max);
const count = z.int().min(1).max(1_000_000);

/** `smtp://user:password@mail.example:587`, without a path. Errors do not repeat it. */
const smtpUrl = z.string().refine(isSmtpUrl, {
  error:
    'Write smtp://user:password@mail.example:587, or smtps://…:465 for TLS from the start. Special characters of user and password are percent-encoded.',
});

function isSmtpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, search, hash, username, password } = new URL(text);
  return (
    /^smtps?:$/.test(protocol) &&
    hostname !== '' &&
    /^\/?$/.test(pathname) &&
    search + hash === '' &&
    [username, password].every(isEncoded) &&
    (username === '') === (password === '')
  );
}

function isEncoded(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const allowance = (hour: number, day: number) => ({
  hour: count.default(hour).meta({ description: 'Mails in an hour.', examples: [hour] }),
  day: count.default(day).meta({ description: 'Mails in a day.', examples: [day] }),
});

/** What the configuration says of mail. */
export const emailSchema = z
  .strictObject({
    smtp: smtpUrl
      .nullable()
      .default(null)
      .meta({
        description:
          'The server that takes mails, with user and password; ${SMTP_URL} keeps them out of the file. Without it, mails are shown at /dev/mail on a development machine, and elsewhere nothing that needs mail can be switched on.',
        examples: ['smtp://sallyport:secret@mail.example:587'],
      }),
    from: mailbox.meta({
      description: 'Who mails are from. The name is what they call this service.',
      examples: ['Example Shop <no-reply@shop.example>'],
    }),
    reply_to: mailbox
      .optional()
      .meta({ description: 'Where answers go, if not to from.', examples: ['help@shop.example'] }),
    starttls: z
      .enum(['required', 'if_offered', 'never'])
      .optional()
      .meta({
        description:
          'What happens on a connection that begins without TLS (smtp://). Without it, required, and if_offered for a server on this machine.',
        examples: ['required'],
      }),
    ca: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          "A PEM file with the certificates that the server's is issued by, relative to the configuration. Without it, those that Node.js trusts.",
        examples: ['tls/mail-ca.pem'],
      }),
    connections: z
      .int()
      .min(1)
      .max(100)
      .default(4)
      .meta({
        description: 'Connections to the server at a time, of each issuer.',
        examples: [10],
      }),
    timeouts: z
      .strictObject({
        connect: seconds(120)
          .default(10)
          .meta({ description: 'Until there is a connection and a greeting.', examples: [10] }),
        response: seconds(300)
          .default(30)
          .meta({ description: 'Until the server answers a command.', examples: [30] }),
        mail: seconds(600)
          .default(90)
          .meta({
            description: 'For one mail in all, however slowly the server answers.',
            examples: [90],
          }),
      })
      .prefault({})
      .meta({ description: 'How long the server may take, in seconds.' }),
    dkim: z
      .strictObject({
        domain: z
          .string()
          .min(1)
          .meta({ description: 'The domain that signs.', examples: ['shop.example'] }),
        selector: z
          .string()
          .regex(/^[A-Za-z0-9._-]+$/)
          .meta({
            description: 'Which of its keys, as in `<selector>._domainkey.<domain>`.',
            examples: ['sallyport'],
          }),
        key: z
          .string()
          .min(1)
          .meta({
            description: 'A PEM file with the private key, relative to the configuration.',
            examples: ['dkim.pem'],
          }),
      })
      .optional()
      .meta({ description: 'Signs mails, where the server does not (RFC 6376).' }),
    templates: z
      .string()
      .min(1)
      .optional()
      .meta({
        description:
          'A folder with texts in place of the built-in ones, relative to the configuration: reset-password.de.txt.',
        examples: ['mail-templates'],
      }),
    limits: z
      .strictObject({
        recipient: z
          .strictObject(allowance(6, 20))
          .prefault({})
          .meta({ description: 'Mails to one address that a stranger can cause.' }),
        network: z.strictObject(allowance(30, 150)).prefault({}).meta({
          description:
            'Mails that one IPv4 address, or the /64 of an IPv6 address, can cause. A /48 has ten times as many.',
        }),
      })
      .prefault({})
      .meta({ description: 'Bounds of what others can make this service send.' }),
    retry: z
      .strictObject({
        first: seconds(3_600)
          .default(5)
          .meta({
            description: 'The wait after the first failure. Each one is twice the last.',
            examples: [5],
          }),
        max: seconds(86_400)
          .default(1_800)
          .meta({ description: 'The longest wait.', examples: [1_800] }),
        give_up_after: z
          .int()
          .min(60)
          .max(604_800)
          .default(86_400)
          .meta({
            description:
              'How long a mail is tried for. A mail with a code or a link is not tried for longer than it works.',
            examples: [86_400],
          }),
      })
      .prefault({})
      .meta({ description: 'What happens after a failure that may pass, in seconds.' }),
  })
  .superRefine(({ smtp, starttls, retry }, context) => {
    if (retry.first > retry.max) {
      const message = 'the longest wait is shorter than the first one';
      context.addIssue({ code: 'custom', path: ['retry', 'max'], message });
    }
    if (smtp === null || !isSmtpUrl(smtp)) return;
    const url = new URL(smtp);
    const isPlain = url.protocol === 'smtp:' && starttls !== undefined && starttls !== 'required';
    if (isPlain && url.password !== '' && !isLoopback(url)) {
      const message =
        'the password could travel without TLS: write required, or leave it out. Who is on the way can strip the offer of STARTTLS';
      context.addIssue({ code: 'custom', path: ['starttls'], message });
    }
    if (url.protocol === 'smtps:' && starttls !== undefined) {
      const message = 'smtps:// begins with TLS: leave this out, or write smtp://';
      context.addIssue({ code: 'custom', path: ['starttls'], message });
    }
  });

export type EmailConfiguration = z.output<typeof emailSchema>;
