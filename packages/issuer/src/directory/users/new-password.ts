import { z } from 'zod';
import { fitsPassword } from './password.ts';

/** Characters are what people count, bytes what hashing is limited by. */
export const newPassword = z
  .string()
  .min(12)
  .max(1024)
  .refine(fitsPassword, 'A password has at most 1024 bytes: letters beyond ASCII are several.');
