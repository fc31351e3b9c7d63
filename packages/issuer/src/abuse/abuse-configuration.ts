import { z } from 'zod';
import { originPattern } from '../http/security-headers.ts';
import { emailDomain } from '../runtime/email-address.ts';
import { isSafe, text } from '../runtime/text.ts';

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

const keys = {
  site_key: text(500)
    .min(1)
    .meta({ description: 'The public key of this site.', examples: ['1x00000000000000000000AA'] }),
  secret: text(500)
    .min(1)
    .meta({
      description: 'The secret that answers are looked up with; ${…} keeps it out of the file.',
      examples: ['${CAPTCHA_SECRET}'],
    }),
};

const address = text(500).refine((url) => URL.canParse(url) && isSafe(new URL(url)), {
  error: 'Give an address like https://captcha.example/siteverify: https unless it is loopback.',
});

const captcha = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.enum(['turnstile', 'hcaptcha', 'recaptcha']).meta({
      description:
        'Whose puzzle it is: Cloudflare Turnstile, hCaptcha, Google reCAPTCHA (v2), or other for any that answers in the same way.',
      examples: ['turnstile'],
    }),
    ...keys,
  }),
  z.strictObject({
    provider: z.literal('other'),
    ...keys,
    script: address.meta({
      description: 'With other: what draws the puzzle into the elements of class_name.',
      examples: ['https://captcha.example/api.js'],
    }),
    verify: address.meta({
      description:
        'With other: where an answer is looked up, by a POST of secret and response; it answers { "success": true, "hostname": …, "action": … }.',
      examples: ['https://captcha.example/siteverify'],
    }),
    field: z
      .string()
      .regex(/^[\w-]{1,100}$/)
      .meta({
        description: 'With other: the field of the form that has the answer.',
        examples: ['captcha-response'],
      }),
    class_name: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,100}$/)
      .meta({ description: 'With other: the class of the element.', examples: ['captcha'] }),
    sources: z
      .array(z.string().regex(originPattern, 'Give an origin: https://captcha.example.'))
      .default([])
      .meta({
        description: 'With other: origins that the puzzle loads from besides that of script.',
        examples: [['https://assets.captcha.example']],
      }),
  }),
]);

export type CaptchaConfiguration = z.output<typeof captcha>;

const when = (what: string) =>
  z
    .enum(['always', 'off'])
    .default('always')
    .meta({
      description: `Whether people show that they are no program ${what}.`,
      examples: ['off'],
    });

const checks = z.strictObject({
  registration: when('before they get a mail to register'),
  forgotten_password: when('before they get a mail for a new password'),
  email_sign_in: when(
    'before they get a mail to sign in, in browsers that the account does not know, once their network has asked for many',
  ),
  sign_in_after: z
    .int()
    .min(1)
    .max(100)
    .nullable()
    .default(5)
    .meta({
      description:
        'After how many wrong passwords they do at sign-in, in browsers that the account does not know; null for never.',
      examples: [3, null],
    }),
});

/** What the configuration says against abuse. */
export const abuseSchema = z.strictObject({
  checks: checks
    .prefault({})
    .meta({ description: 'Where people have to show that they are no program.' }),
  captcha: captcha.nullable().default(null).meta({
    description:
      'A puzzle of a provider that people solve for it. Without one, their browser works on a problem for about a second, and no other service learns of it.',
  }),
  domains: domains.prefault({}).meta({ description: 'Whose e-mail addresses are taken.' }),
});

export type AbuseConfiguration = z.output<typeof abuseSchema>;
