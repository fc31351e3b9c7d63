import type { Context as Request } from 'hono';
import type { Interaction } from '../interactions/interaction.ts';
import { respondStep, viewOfStep } from '../interactions/step-page.endpoint.ts';
import { messagePage } from '../pages/message.page.ts';
import type { ViewContext } from '../pages/view.endpoint.ts';
import type { MailCheck } from './person-check.endpoint.ts';

interface Ways {
  interaction: Interaction;
  /** The page itself, and where its form leads; paths of ours. */
  here: string;
  next: string;
  /** Shows the page with another check. */
  again(): Promise<Response>;
}

/** For a form that sent no mail because of its check. */
export async function respondUnchecked(
  request: Request,
  check: Exclude<MailCheck, { go: true }>,
  { interaction, here, next, again }: Ways,
  context: ViewContext,
): Promise<Response> {
  // The first of both has sent it.
  if (check.because === 'again') return request.redirect(next, 303);
  if (check.because === 'wrong') return again();
  const { retryAfter } = check;
  request.header('Retry-After', String(retryAfter));
  const view = await viewOfStep(request, interaction, context);
  const page = messagePage(view, {
    message: 'person_check.limited',
    values: { duration: view.duration(retryAfter) },
    sign: 'waiting',
    action: { href: here, label: 'action.continue' },
  });
  return respondStep(request, interaction, page, { status: 429 });
}
