import { z } from 'zod';
import { fitsPassword } from '../directory/users/password.ts';
import { isPlainText } from './plain-text.ts';

/** Text that the database takes and a log shows in one line. */
export const text = (max: number) =>
  z.string().max(max).refine(isPlainText, 'Leave control characters out.');

/** What people call something. */
export const label = z.string().trim().min(1).max(200).refine(isPlainText, {
  error: 'Leave control characters out.',
});

/** Characters are what people count, bytes what hashing is limited by. */
export const newPassword = z
  .string()
  .min(12)
  .max(1024)
  .refine(fitsPassword, 'A password has at most 1024 bytes: letters beyond ASCII are several.');
