import type { Context as Request } from 'hono';
import { messagePage } from '../pages/message.page.ts';
import type { TextKey } from '../pages/texts.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import type { Interaction } from './interaction.ts';
import { respondStep, viewOfStep } from './step-page.endpoint.ts';

export interface Limited {
  interaction: Interaction;
  /** What there was too much of; what was sent before lives on. */
  message: 'mail.limited' | 'person_check.limited' | 'sign_in.throttled';
  /** In seconds. */
  retryAfter: number;
  /** Where to go on then: a path of ours. */
  back: string;
  label?: TextKey;
  requestId?: string;
}

/** For a form of a sign-in that was sent too often, and did nothing: says when to send it again. */
export async function respondLimited(
  request: Request,
  { interaction, message, retryAfter, back, label = 'action.continue', requestId }: Limited,
  context: ViewContext,
): Promise<Response> {
  request.header('Retry-After', String(retryAfter));
  const view = await viewOfStep(request, interaction, context);
  const page = messagePage(view, {
    ...{ message, values: { duration: view.duration(retryAfter) }, sign: 'waiting' },
    action: { href: back, label },
    requestId,
  });
  return respondStep(request, interaction, page, { status: 429 });
}
