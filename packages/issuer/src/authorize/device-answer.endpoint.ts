import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { denyDevice } from '../device-requests/device-requests.service.ts';
import { type Asked, allowDevice } from '../grants/issue-code.service.ts';
import { note } from '../http/note.ts';
import type { AuthorizationParameters } from '../interactions/interaction.ts';
import { routes } from '../routes.ts';
import type { Session } from '../sessions/session.ts';

function leadOn(request: Request, answer: 'allowed' | 'denied' | 'over'): Response {
  if (answer !== 'over') note(request, { device: answer });
  return request.redirect(routes.deviceAnswered(answer), 303);
}

/** The person has said yes to the device that a sign-in is about: it gets its tokens, and they a page that says so. */
export async function answerDevice(
  request: Request,
  asked: Asked,
  session: Session,
  interaction: string,
  context: Pick<Context, 'sql' | 'clock' | 'random' | 'settings'>,
): Promise<Response> {
  const device = asked.parameters.device!;
  const isDone = await allowDevice(asked, session, { interaction, device }, context);
  return leadOn(request, isDone ? 'allowed' : 'over');
}

/** They have said no, or left. A request that was answered before stays as it was. */
export async function refuseDevice(
  request: Request,
  { clientId, device }: AuthorizationParameters,
  session: Session | null,
  context: Pick<Context, 'sql' | 'clock'>,
): Promise<Response> {
  const denied = { id: device!, clientId, userId: session?.userId ?? null };
  const isDone = await denyDevice(denied, context);
  return leadOn(request, isDone ? 'denied' : 'over');
}
