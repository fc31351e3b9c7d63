import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { type Message, messagePage } from '../pages/message.page.ts';
import { routes } from '../routes.ts';
import type { Notice } from './notices.ts';

/** @param action a way on from here, where there is one. */
export function respondNotice(
  request: Request,
  { status, ...message }: Notice,
  action?: Message['action'],
): Response | Promise<Response> {
  const page = messagePage({ ...message, ...(action ? { action } : {}) });
  return respondHtml(request, page, { status });
}

export const backToSignIn = (interaction: string): NonNullable<Message['action']> => ({
  href: routes.signIn(interaction),
  label: 'Back to sign-in',
});
