import type { Context as Request } from 'hono';
import type { Context } from '../context.ts';
import { visitorOf } from '../http/visitor.ts';
import { routes } from '../routes.ts';
import { startAgain } from './interactions.service.ts';
import { interactionOf } from './step-form.endpoint.ts';

type Dependencies = Pick<
  Context,
  'sql' | 'clock' | 'random' | 'secrets' | 'settings' | 'rates' | 'callers'
>;

/** `GET /authorize/{interaction}/again`, from the page that says that a sign-in took too long. */
export const startSignInAgain = (context: Dependencies) => async (request: Request) => {
  const id = interactionOf(request);
  const interaction = await startAgain(visitorOf(request, context), id, context);
  return request.redirect(routes.authorizeContinue(interaction), 303);
};
