import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';
import { domainOf, emailDomain } from '../runtime/email-address.ts';
import { isSafe, name, text } from '../runtime/text.ts';

const terms = z.strictObject({
  version: text(100)
    .min(1)
    .meta({
      description: 'Of the text at url. It is kept with each person who agreed, with the time.',
      examples: ['2026-11-01'],
    }),
  url: text(500)
    .refine((url) => URL.canParse(url) && isSafe(new URL(url)), {
      error: 'Give the address of a page: https://shop.example/terms.',
    })
    .meta({ description: 'Where they can be read.', examples: ['https://shop.example/terms'] }),
  asked: z
    .enum(['registration', 'sign_in'])
    .default('registration')
    .meta({
      description:
        'When people are asked: once, when they get their account (registration); or also those who have one, at the next sign-in after the version has changed (sign_in).',
      examples: ['sign_in'],
    }),
});

export type Terms = z.output<typeof terms>;

/** Who may make an account for themselves, and what they are asked. */
export const registrationSection = z
  .strictObject({
    mode: z
      .enum(['off', 'invitation', 'waiting_list', 'domains', 'open'])
      .default('invitation')
      .meta({
        description:
          'Who can get an account by themselves: no one, not even by invitation (off); people whom an administrator invites (invitation); besides, people can ask to be let in (waiting_list); people with an address of domains; or all people (open).',
        examples: ['open'],
      }),
    domains: z
      .array(emailDomain)
      .default([])
      .meta({
        description: 'The domains of the addresses that mode domains lets in.',
        examples: [['example.com']],
      }),
    groups: z
      .array(name)
      .default([])
      .meta({
        description: 'The groups that people join when they register themselves.',
        examples: [['customers']],
      }),
    fields: z
      .array(
        z.strictObject({
          claim: name.meta({
            description:
              'A claim of OpenID Connect Core, section 5.1, or the name of one of profile.fields.',
            examples: ['phone_number'],
          }),
          required: z
            .boolean()
            .default(false)
            .meta({ description: 'Whether it cannot be left empty.', examples: [true] }),
        }),
      )
      .default([])
      .meta({ description: 'What people are asked beside their name and a password.' }),
    terms: terms
      .nullable()
      .default(null)
      .meta({ description: 'What people have to agree to; null for nothing.' }),
  })
  .superRefine(({ mode, domains }, context) => {
    if (mode === 'domains' && domains.length === 0) {
      const message = 'mode domains lets in the people of at least one domain: name it here.';
      context.addIssue({ code: 'custom', path: ['domains'], message });
    }
  });

export type RegistrationPolicy = z.output<typeof registrationSection>;

export const registrationPolicy = {
  name: 'registration',
  schema: registrationSection,
} satisfies Policy;

/** Whether the sign-in page leads to a page where one can register, or ask to be let in. */
export const hasRegistration = ({ mode }: RegistrationPolicy): boolean =>
  mode === 'open' || mode === 'domains' || mode === 'waiting_list';

/** The modes in which not everyone gets in. */
export type Closed = Exclude<RegistrationPolicy['mode'], 'open'>;

/**
 * Why a person gets no account of whom a provider says who they are; null where they get one. An
 * address counts only where the provider has verified it.
 */
export function closedTo(
  policy: RegistrationPolicy,
  { email, emailVerified }: { email: string; emailVerified: boolean },
): Closed | null {
  if (policy.mode === 'open') return null;
  const isLetIn = policy.mode === 'domains' && emailVerified && letsIn(policy, email);
  return isLetIn ? null : policy.mode;
}

/** Whether the owner of this address may register. */
export const letsIn = ({ mode, domains }: RegistrationPolicy, address: string): boolean =>
  mode !== 'domains' || domains.includes(domainOf(address));
