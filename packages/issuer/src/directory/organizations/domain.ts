import { z } from 'zod';

/** A mail domain of an organization, as the row says. */
export const organizationDomain = z.object({
  domain: z.string(),
  provider: z.string().nullable(),
  admits: z.boolean(),
  /** What a TXT record has to say before it does anything; null: it is proved, or vouched for. */
  challenge: z.string().nullable(),
});

export type OrganizationDomain = z.output<typeof organizationDomain>;

/** Where the owner of a domain says to whom it belongs. */
export const challengeName = (domain: string): string => `_sallyport-challenge.${domain}`;
