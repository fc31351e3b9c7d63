import { z } from 'zod';
import { emailKey } from '../../runtime/email-address.ts';

export const addressRow = z.object({
  email: z.string(),
  /** The one that applications are told, and mails go to. */
  isPrimary: z.boolean(),
  isVerified: z.boolean(),
  /** Whether the configuration file knows the person by it. */
  isDeclared: z.boolean(),
  /** Whether a provider is required for its domain. */
  isRequired: z.boolean(),
});

/** An e-mail address of a user. */
export type Address = z.output<typeof addressRow>;

/** The one of a user's addresses that this is. */
export const findAddress = (addresses: readonly Address[], email: string): Address | undefined =>
  addresses.find((one) => emailKey(one.email) === emailKey(email));
