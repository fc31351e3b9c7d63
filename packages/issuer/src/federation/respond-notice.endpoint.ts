import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { type Message, messagePage } from '../pages/message.page.ts';
import type { View } from '../pages/view.ts';
import { routes } from '../routes.ts';
import type { Notice } from './notices.ts';

/** @param more a way on from here, and the number of the request, where there are such. */
export function respondNotice(
  request: Request,
  view: View,
  { status, ...message }: Notice,
  more: Pick<Message, 'action' | 'requestId'> = {},
): Response | Promise<Response> {
  return respondHtml(request, messagePage(view, { ...message, ...more }), { status });
}

export const backToSignIn = (interaction: string): NonNullable<Message['action']> => ({
  href: routes.signIn(interaction),
  label: 'action.back_to_sign_in',
});
