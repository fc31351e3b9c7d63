import { z } from 'zod';
import { emailDomain } from '../directory/users/email-address.ts';

const domains = z.strictObject({
  deny: z
    .array(emailDomain)
    .default([])
    .meta({
      description:
        'Domains whose addresses are not taken, with all domains below them: not at registration, not for an invitation, not as a new address of an account.',
      examples: [['spam.example', 'invalid']],
    }),
  deny_files: z
    .array(z.string().min(1))
    .default([])
    .meta({
      description:
        'Files with more of them, one domain in a line, relative to the configuration. What begins with # is for people.',
      examples: [['denied-domains.txt']],
    }),
  allow: z
    .array(emailDomain)
    .default([])
    .meta({
      description: 'Domains that are taken all the same, with all domains below them.',
      examples: [['partner.spam.example']],
    }),
  disposable: z
    .boolean()
    .default(false)
    .meta({
      description:
        'Whether addresses at services that hand out mailboxes to anyone for a few minutes are not taken either: some 9,000 domains, a list that comes with Sallyport. Relays to a mailbox of the person are none of them.',
      examples: [true],
    }),
});

/** What the configuration says against abuse. */
export const abuseSchema = z.strictObject({
  domains: domains.prefault({}).meta({ description: 'Whose e-mail addresses are taken.' }),
});

export type AbuseConfiguration = z.output<typeof abuseSchema>;
