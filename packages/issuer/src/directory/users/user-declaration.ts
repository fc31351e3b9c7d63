import { z } from 'zod';
import { label, name } from '../../runtime/text.ts';
import { emailAddress } from './email-address.ts';
import { newPassword } from './new-password.ts';

export const declaredUser = z.strictObject({
  email: emailAddress,
  name: label,
  /** Left as it is where the file names none. */
  password: newPassword.optional(),
  groups: z.array(name).default([]),
  roles: z.array(name).default([]),
});

export type DeclaredUser = z.output<typeof declaredUser>;
