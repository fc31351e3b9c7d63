import { z } from 'zod';
import type { Policy } from '../policies/policy.ts';
import { isSafe, text } from '../runtime/text.ts';

const serviceUrl = text(500)
  .refine((url) => URL.canParse(url) && isSafe(new URL(url)) && !/[?#]/.test(url), {
    error: 'Give an address like https://api.pwnedpasswords.com: https unless it is loopback.',
  })
  .transform((url) => url.replace(/\/+$/, ''));

/** What the configuration asks of new passwords. */
export const passwordSection = z.strictObject({
  minimum_length: z
    .int()
    .min(8)
    .max(64)
    .default(12)
    .meta({
      description:
        'Characters that a new password has at least. NIST SP 800-63B asks for 15 where the password is all that one signs in with, and for 8 beside a second factor.',
      examples: [15],
    }),
  breach_service: serviceUrl
    .nullable()
    .default(null)
    .meta({
      description:
        'Where new passwords are looked up besides the list that Sallyport brings: a service that answers like Have I Been Pwned. It learns the first five of the 40 digits of their SHA-1 and nothing else.',
      examples: ['https://api.pwnedpasswords.com', null],
    }),
  breach_service_down: z
    .enum(['allow', 'refuse'])
    .default('allow')
    .meta({
      description:
        'What becomes of a new password while breach_service does not answer: it is taken and the log has a warning, or the person is asked to try again later.',
      examples: ['refuse'],
    }),
});

export type PasswordPolicy = z.output<typeof passwordSection>;

export const passwordPolicy = {
  name: 'password',
  schema: passwordSection,
} satisfies Policy;
