import type { Context as Request } from 'hono';
import type { Interaction } from '../interactions/interaction.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { messagePage } from '../pages/message.page.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';

/** No mail was sent, and what was sent before lives on. `back` is a path of ours. */
export async function respondLimited(
  request: Request,
  { interaction, retryAfter, back }: { interaction: Interaction; retryAfter: number; back: string },
  context: ViewContext,
): Promise<Response> {
  request.header('Retry-After', String(retryAfter));
  const view = await viewOfStep(request, interaction, context);
  const page = messagePage(view, {
    message: 'mail.limited',
    values: { duration: view.duration(retryAfter) },
    sign: 'waiting',
    action: { href: back, label: 'action.continue' },
  });
  return respondStep(request, interaction, page, { status: 429 });
}
