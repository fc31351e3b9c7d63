import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import type { Notice } from './notices.ts';

/** @param interaction where there is one to go back to. */
export function respondNotice(
  request: Request,
  { status, ...message }: Notice,
  interaction?: string,
): Response | Promise<Response> {
  const action = interaction && { href: routes.signIn(interaction), label: 'Back to sign-in' };
  const page = messagePage({ ...message, ...(action ? { action } : {}) });
  return respondHtml(request, page, { status });
}
