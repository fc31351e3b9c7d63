import type { Context as Request } from 'hono';
import type { Interaction } from '../interactions/interaction.ts';
import { respondLimited } from '../interactions/respond-limited.endpoint.ts';
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
  return respondLimited(
    request,
    { interaction, message: 'person_check.limited', retryAfter, back: here },
    context,
  );
}
