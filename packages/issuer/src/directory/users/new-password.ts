import { z } from 'zod';
import { fitsPassword } from './password.ts';

/**
 * What can be a password at all. What may be one is for `checkNewPassword` to say. Characters are what
 * people count, bytes what hashing is limited by.
 */
export const newPassword = z
  .string()
  .min(8)
  .max(1024)
  .refine(fitsPassword, 'A password has at most 1024 bytes: letters beyond ASCII are several.');
