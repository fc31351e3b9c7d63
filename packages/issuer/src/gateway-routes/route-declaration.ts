import { routeSchema, routesSchema } from '@sallyport/base/routes/route-schema.ts';
import type { Route } from '@sallyport/protocol/route.ts';
import type { z } from 'zod';
import { isPlainText } from '../runtime/plain-text.ts';

const withControls = 'Leave control characters out.';

/** A route of an administrator's, by the rules of the configuration file. */
export const ownRoute = routeSchema.refine(isPlainThroughout, withControls);

/** Those of a file. */
export const declaredRoutes = routesSchema.superRefine((routes, context) => {
  for (const [index, route] of routes.entries()) {
    if (isPlainThroughout(route)) continue;
    context.addIssue({ code: 'custom', path: [index], message: withControls });
  }
}) as unknown as z.ZodType<Route[]>;

function isPlainThroughout(value: unknown): boolean {
  if (typeof value === 'string') return isPlainText(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isPlainThroughout);
}
