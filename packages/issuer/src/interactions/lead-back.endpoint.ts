import type { Context as Request } from 'hono';
import { interactionOf } from './step-form.endpoint.ts';

/**
 * For the address of a page that only a form leads to: a browser that restores its tabs asks for it
 * without the form.
 */
export const leadBackTo = (page: (interaction: string) => string) => (request: Request) =>
  request.redirect(page(interactionOf(request)), 303);
