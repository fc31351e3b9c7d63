import type { Route } from '@sallyport/protocol/route.ts';
import { z } from 'zod';
import { isPlainText } from '../runtime/plain-text.ts';

/** Checked by the gateway, which obeys them: here they only pass through to the database. */
export const declaredRoute = z
  .custom<Route>((value) => typeof value === 'object' && value !== null)
  .refine(isPlainThroughout, 'Leave control characters out.');

function isPlainThroughout(value: unknown): boolean {
  if (typeof value === 'string') return isPlainText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isPlainThroughout);
}
