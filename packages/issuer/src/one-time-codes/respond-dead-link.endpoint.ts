import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { messagePage } from '../pages/message.page.ts';
import { type ViewContext, viewOf } from '../pages/view.endpoint.ts';

/** For a link that was used, has expired, or was followed by another. */
export async function respondDeadLink(request: Request, context: ViewContext): Promise<Response> {
  const view = await viewOf(request, context, { here: null });
  return respondHtml(request, messagePage(view, { message: 'link.over' }), { status: 404 });
}
